import { writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';

/** What Glue's own Spark brings for S3, for a Spark of PyPI on one machine. */
const S3A = {
  'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
  'spark.hadoop.fs.AbstractFileSystem.s3.impl': 'org.apache.hadoop.fs.s3a.S3A',
  'spark.hadoop.fs.s3a.path.style.access': 'true',
  'spark.hadoop.fs.s3a.connection.ssl.enabled': 'false',
  'spark.hadoop.fs.s3a.aws.credentials.provider': 'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
  'spark.hadoop.fs.s3a.directory.marker.retention': 'keep',
};

/**
 * A driver that lives for seconds on a few cores: one thread collects its small heap, and C2 compiles only what stays
 * hot. Measured on two cores with 3.6 million rows: 25 s of CPU instead of 30, with four times as many 31 instead of
 * 37. C1 alone would be as good for the former, and worse for the latter.
 */
export const JAVA_OPTIONS: readonly string[] = [
  '-XX:+UseSerialGC',
  '-XX:Tier4InvocationThreshold=200000',
  '-XX:Tier4MinInvocationThreshold=20000',
  '-XX:Tier4CompileThreshold=600000',
  '-XX:Tier4BackEdgeThreshold=400000',
];

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
  /** Jars that Glue's own Spark has: on the class path as there, where nothing copies their 280 MB at each start. */
  readonly jars: readonly string[];
  /** Jars of the job's `--extra-jars`. */
  readonly extraJars: readonly string[];
  readonly localDir: string;
  readonly cores: number;
  /** `key=value` of the job's `--conf`. */
  readonly conf: readonly string[];
  /** Options of Java besides those of every driver. */
  readonly javaOptions: readonly string[];
}

/** Spark's launcher splits Java's options at spaces, but for those in quotes. */
export const quoted = (option: string): string => `"${option}"`;

/** A word of PYSPARK_SUBMIT_ARGS, which pyspark splits as a shell would. */
export const submitWord = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

/** Writes the settings of a run into a file; gives what PYSPARK_SUBMIT_ARGS must be for Spark to take them as defaults. */
export function submitArguments(file: string, settings: SparkSettings): string {
  writeFileSync(file, sparkDefaults(settings));
  return `--properties-file ${submitWord(file)} pyspark-shell`;
}

function sparkDefaults(given: SparkSettings): string {
  const { endpoint, jars, extraJars, localDir, cores, conf, javaOptions } = given;
  const settings: Record<string, string> = {
    'spark.master': `local[${cores}]`,
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.driver.memory': '1g',
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.local.dir': localDir,
    'spark.sql.warehouse.dir': `${localDir}/warehouse`,
    'spark.driver.extraClassPath': jars.join(delimiter),
    // Libraries that Java unpacks for itself go with the run, however it ends.
    'spark.driver.extraJavaOptions': [
      ...JAVA_OPTIONS,
      quoted(`-Djava.io.tmpdir=${localDir}`),
      ...javaOptions,
    ].join(' '),
    ...(extraJars.length > 0 ? { 'spark.jars': extraJars.join(',') } : {}),
    'spark.sql.shuffle.partitions': String(cores),
    ...S3A,
    'spark.hadoop.fs.s3a.endpoint': endpoint,
  };
  for (const item of conf) settings[item.slice(0, item.indexOf('='))] = item.slice(item.indexOf('=') + 1);
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');
}
