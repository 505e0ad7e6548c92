/** Limits of "Considerations when calling the Amazon Redshift Data API" that the API's model does not tell. */
export const LONGEST_SQL = 100 * 1024;
export const MOST_ACTIVE = 500;
export const LONGEST_RUN_MS = 24 * 60 * 60 * 1000;
