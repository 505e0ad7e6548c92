/** What Glue's own Spark brings for S3, for a Spark of PyPI on one machine. */
const S3A = {
  'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
  'spark.hadoop.fs.AbstractFileSystem.s3.impl': 'org.apache.hadoop.fs.s3a.S3A',
  'spark.hadoop.fs.s3a.path.style.access': 'true',
  'spark.hadoop.fs.s3a.connection.ssl.enabled': 'false',
  'spark.hadoop.fs.s3a.aws.credentials.provider': 'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
  'spark.hadoop.fs.s3a.directory.marker.retention': 'keep',
};

/** Jars that make s3a work with Spark 3.5.6, Maven coordinates. */
export const JARS = [
  'org.apache.hadoop:hadoop-aws:3.3.4',
  'com.amazonaws:aws-java-sdk-bundle:1.12.262',
  'org.wildfly.openssl:wildfly-openssl:1.0.7.Final',
];

/** The Spark that Glue 5.1 runs. */
export const PYSPARK = 'pyspark==3.5.6';

export interface SparkSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly jars: readonly string[];
  readonly localDir: string;
  readonly cores: number;
  /** `key=value` of the job's `--conf`. */
  readonly conf: readonly string[];
}

/** `spark-defaults.conf` of one run. */
export function sparkDefaults({ endpoint, region, jars, localDir, cores, conf }: SparkSettings): string {
  const settings: Record<string, string> = {
    'spark.master': `local[${cores}]`,
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.driver.memory': '1g',
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.local.dir': localDir,
    'spark.sql.warehouse.dir': `${localDir}/warehouse`,
    'spark.jars': jars.join(','),
    'spark.sql.shuffle.partitions': String(cores),
    ...S3A,
    'spark.hadoop.fs.s3a.endpoint': endpoint,
    'spark.hadoop.fs.s3a.endpoint.region': region,
  };
  for (const item of conf) settings[item.slice(0, item.indexOf('='))] = item.slice(item.indexOf('=') + 1);
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');
}
