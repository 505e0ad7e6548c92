/** Two texts of so many characters, six bytes each as JSON escapes, and all numbers of a row fit into a VARCHAR(65535). */
export const MOST_TEXT_CHARACTERS = 5_000;

/**
 * SQL of DuckDB and Spark: a text as the quarantine table's `source_row` has it. A longer one is cut, with a mark that
 * tells its length; the quarantine files have it whole.
 */
export const keptText = (column: string): string =>
  `CASE WHEN LENGTH(${column}) > ${MOST_TEXT_CHARACTERS} THEN CONCAT(SUBSTRING(${column}, 1, ${MOST_TEXT_CHARACTERS}), ' … (cut: ', CAST(LENGTH(${column}) AS STRING), ' characters)') ELSE ${column} END`;
