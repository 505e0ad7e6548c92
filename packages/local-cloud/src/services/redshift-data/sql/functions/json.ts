import type { FunctionTable } from './table.ts';

/** "JSON functions" on text. A path that is not there gives NULL; text that is no JSON is an error. */
export const JSONS: FunctionTable = {
  CAN_JSON_PARSE: { 1: 'json_valid($1)' },
  IS_VALID_JSON: { 1: "(json_valid($1) AND json_type(CASE WHEN json_valid($1) THEN $1 END) = 'OBJECT')" },
  IS_VALID_JSON_ARRAY: {
    1: "(json_valid($1) AND json_type(CASE WHEN json_valid($1) THEN $1 END) = 'ARRAY')",
  },
  JSON_ARRAY_LENGTH: { 1: 'CAST(json_array_length(local_cloud.json_array($1)) AS INTEGER)' },
  JSON_EXTRACT_ARRAY_ELEMENT_TEXT: {
    2: 'local_cloud.json_element($1, CAST($2 AS INTEGER))',
  },
};
