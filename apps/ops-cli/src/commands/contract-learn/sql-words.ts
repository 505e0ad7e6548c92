/** Words that DuckDB 1.4 reserves, for functions too (`duckdb_keywords()`): the jobs' SQL has no quotes. */
const RESERVED =
  `all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check
  collate collation column columns concurrently constraint create cross default deferrable desc describe distinct do else end except false
  fetch for foreign freeze from full generated glob group having ilike in initially inner intersect into is isnull join lambda
  lateral leading left like limit map natural not notnull null offset on only or order outer overlaps pivot pivot_longer
  pivot_wider placing positional primary qualify references returning right select semi show similar some struct summarize
  symmetric table tablesample then to trailing true try_cast union unique unpack unpivot using variadic verbose when where window
  with`.split(/\s+/);

/** Those of "Reserved words", Amazon Redshift developer guide, that DuckDB has not: the table would need quotes for them. */
const OF_REDSHIFT =
  `aes128 aes256 allowoverwrite authorization az64 backup between binary blanksasnull bytedict bzip2 credentials
  cross current_date current_time current_timestamp current_user current_user_id deflate defrag delta delta32k disable emptyasnull
  enable encode encrypt encryption explicit freeze full globaldict256 globaldict64k grant gzip identity ignore ilike inner interval
  is isnull join language left like localtime localtimestamp lun luns lzo lzop minus mostly16 mostly32 mostly8 natural new notnull
  nulls off offline oid old open outer overlaps parallel partition percent permissions raw readratio recover rejectlog resort
  respect restore right session_user similar snapshot sysdate system tag tdes text255 text32k timestamp top truncatecolumns unnest
  user verbose wallet without`.split(/\s+/);

/** Whether a source column's name can stand in SQL as it is. */
export const isPlain = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.includes(name.toLowerCase());

/** Whether a column of the table may have the name. */
export const isTableName = (name: string): boolean => !OF_REDSHIFT.includes(name) && name !== 'source_month';
