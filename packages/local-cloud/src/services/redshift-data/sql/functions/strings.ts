import { type FunctionTable, same } from './table.ts';

/** "String functions". DuckDB counts characters as Redshift does; OCTET_LENGTH counts bytes. */
export const STRINGS: FunctionTable = {
  ...same('ASCII CHR LENGTH LOWER MD5 REVERSE SHA1 UPPER', 1),
  ...same('LEFT REPEAT RIGHT STRPOS', 2),
  ...same('LTRIM RTRIM TRIM', 1, 2),
  ...same('REPLACE TRANSLATE', 3),
  BPCHARCMP: {},
  BTRIM: { 1: 'trim($1)', 2: 'trim($1, $2)' },
  CHARACTER_LENGTH: { 1: 'length($1)' },
  CHARINDEX: { 2: 'strpos($2, $1)' },
  CHAR_LENGTH: { 1: 'length($1)' },
  CONCAT: { 2: '(CAST($1 AS VARCHAR) || CAST($2 AS VARCHAR))' },
  FUNC_SHA1: { 1: 'sha1($1)' },
  INITCAP: { 1: 'local_cloud.initcap($1)' },
  LEN: { 1: 'length($1)' },
  LPAD: { 2: "lpad($1, CAST($2 AS INTEGER), ' ')", 3: 'lpad($1, CAST($2 AS INTEGER), $3)' },
  OCTET_LENGTH: { 1: 'strlen($1)' },
  REGEXP_COUNT: { 2: 'CAST(len(regexp_extract_all($1, $2)) AS INTEGER)' },
  REPLICATE: { 2: 'repeat($1, $2)' },
  RPAD: { 2: "rpad($1, CAST($2 AS INTEGER), ' ')", 3: 'rpad($1, CAST($2 AS INTEGER), $3)' },
  SHA: { 1: 'sha1($1)' },
  SPLIT_PART: { 3: 'local_cloud.split_part($1, $2, $3)' },
  STRTOL: { 2: 'local_cloud.strtol($1, $2)' },
  SUBSTR: { 2: 'local_cloud.substring($1, $2)', 3: 'local_cloud.substring($1, $2, $3)' },
  SUBSTRING: { 2: 'local_cloud.substring($1, $2)', 3: 'local_cloud.substring($1, $2, $3)' },
  TEXTLEN: { 1: 'length($1)' },
};
