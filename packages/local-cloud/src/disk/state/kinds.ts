/** What becomes of a file that is damaged when the local cloud starts. */
export type Fate =
  /** Its content is told by something else: it is moved away, and written anew. */
  | 'made anew'
  /** Moved to the stage's folder `damaged`, and told; the local cloud goes on without. */
  | 'set aside'
  /** The local cloud does not start: what goes on without would lose more. */
  | 'refused';

/** One kind of file below `.local/<stage>/state`. */
export interface Kind {
  /** `*` stands for one name. */
  readonly path: string;
  readonly holds: string;
  /** Who writes and reads it. */
  readonly of: string;
  readonly form: 'JSON' | 'JSON lines' | 'other';
  readonly fate: Fate;
  /** What is so afterwards, or what heals. */
  readonly next: string;
}

/** Every kind of file that is kept from one start to the next. */
export const KINDS: readonly Kind[] = [
  {
    path: 'keys.json',
    holds: "the operator's keys, and those of sessions until they expire",
    of: 'the door',
    form: 'JSON',
    fate: 'made anew',
    next: 'the operator has new keys: take them by `local env`; sessions are gone: assume their roles again',
  },
  {
    path: 'iam/made.json',
    holds: 'policies and service-linked roles that clients created',
    of: 'IAM',
    form: 'JSON',
    fate: 'set aside',
    next: 'there are those of the stacks: create the others again',
  },
  {
    path: 'children.json',
    holds: 'the processes of the last local cloud',
    of: 'the kernel',
    form: 'JSON',
    fate: 'made anew',
    next: 'a process that the last local cloud left may still run',
  },
  {
    path: 'cloudformation/stacks.json',
    holds: 'the stacks as they were deployed last',
    of: 'CloudFormation',
    form: 'JSON',
    fate: 'made anew',
    next: 'the stacks are created anew; what a template no longer has stays',
  },
  {
    path: 'cloudformation/stacks/*',
    holds: 'a stack that was deployed by API, and how far its operation is',
    of: 'CloudFormation',
    form: 'JSON',
    fate: 'refused',
    next: 'put a copy of the file back',
  },
  {
    path: 'cloudformation/events/*',
    holds: 'the events of a stack that was deployed by API',
    of: 'CloudFormation',
    form: 'JSON lines',
    fate: 'set aside',
    next: "the stack's events begin anew",
  },
  {
    path: 'cloudformation/retained.json',
    holds: 'resources that stayed when their stack no longer had them',
    of: 'CloudFormation',
    form: 'JSON',
    fate: 'refused',
    next: 'put a copy of the file back',
  },
  {
    path: 's3/*/objects.jsonl',
    holds: 'which objects the bucket has',
    of: 'S3',
    form: 'JSON lines',
    fate: 'refused',
    next: 'put a copy of the file back',
  },
  {
    path: 's3/*/bucket.json',
    holds: "the bucket's versioning and tags",
    of: 'S3',
    form: 'JSON',
    fate: 'set aside',
    next: 'the bucket is as its template says',
  },
  {
    path: 's3/*/blobs/*',
    holds: 'the bytes of an object',
    of: 'S3',
    form: 'other',
    fate: 'set aside',
    next: 'reading the object fails until it is put again',
  },
  {
    path: 's3/*/uploads/*/upload.json',
    holds: 'an upload that was not completed',
    of: 'S3',
    form: 'JSON',
    fate: 'set aside',
    next: 'the upload is gone: begin it again',
  },
  {
    path: 's3/*/uploads/.completed/*',
    holds: 'the answer to the completion of an upload',
    of: 'S3',
    form: 'JSON',
    fate: 'set aside',
    next: 'a client that asks again hears NoSuchUpload',
  },
  {
    path: 's3/*/uploads/*/part-*.json',
    holds: 'what is known of a part of an upload',
    of: 'S3',
    form: 'JSON',
    fate: 'set aside',
    next: 'send the part again',
  },
  {
    path: 's3/*/uploads/*/*',
    holds: 'the bytes of a part of an upload',
    of: 'S3',
    form: 'other',
    fate: 'set aside',
    next: 'the completion of the upload fails: send the part again',
  },
  {
    path: 'redshift-data/*.duckdb',
    holds: 'the tables of the warehouse',
    of: 'Redshift',
    form: 'other',
    fate: 'refused',
    next: 'put a copy of the file back (`local warehouse` makes them)',
  },
  {
    path: 'redshift-data/statements/*.result-*.json',
    holds: 'the result of a statement',
    of: 'Redshift',
    form: 'other',
    fate: 'set aside',
    next: 'asking for the result fails: run the statement again',
  },
  {
    path: 'redshift-data/statements/*',
    holds: 'a statement of the last 24 hours, and how it ended',
    of: 'Redshift',
    form: 'JSON',
    fate: 'set aside',
    next: 'the statement is not known any more',
  },
  {
    path: 'redshift-serverless/usage-limits.json',
    holds: 'the usage limits of workgroups',
    of: 'Redshift Serverless',
    form: 'JSON',
    fate: 'set aside',
    next: 'no workgroup has a limit: deploy again',
  },
  {
    path: 'states/executions.jsonl',
    holds: 'the list of executions',
    of: 'Step Functions',
    form: 'JSON lines',
    fate: 'made anew',
    next: 'the list is made anew from the histories',
  },
  {
    path: 'states/executions/*',
    holds: 'the history of an execution',
    of: 'Step Functions',
    form: 'JSON lines',
    fate: 'set aside',
    next: 'the execution is not listed any more',
  },
  {
    path: 'states/machines.json',
    holds: 'state machines that clients created, and tags',
    of: 'Step Functions',
    form: 'JSON',
    fate: 'set aside',
    next: 'there are the state machines of the templates, with their tags',
  },
  {
    path: 'states/revisions/*',
    holds: 'a definition of a state machine',
    of: 'Step Functions',
    form: 'JSON',
    fate: 'set aside',
    next: 'that of a template is made anew; executions of an earlier one cannot go on',
  },
  {
    path: 'glue/runs/*',
    holds: 'a run of a job, and how it ended',
    of: 'Glue',
    form: 'JSON',
    fate: 'set aside',
    next: 'the run is not listed any more',
  },
  {
    path: 'lambda/events/*',
    holds: 'an event that a function has still to get',
    of: 'Lambda',
    form: 'JSON',
    fate: 'set aside',
    next: 'the function does not get it: send it again',
  },
  {
    path: 'sqs/*',
    holds: 'a queue and its messages',
    of: 'SQS',
    form: 'JSON',
    fate: 'set aside',
    next: 'a queue of a template is empty, one that a client made is gone',
  },
  {
    path: 'sns/messages.jsonl',
    holds: 'the messages that topics got (`local messages`)',
    of: 'SNS',
    form: 'JSON lines',
    fate: 'set aside',
    next: 'the list begins anew',
  },
  {
    path: 'ssm/parameters.json',
    holds: 'parameters, as they were put',
    of: 'Parameter Store',
    form: 'JSON',
    fate: 'set aside',
    next: 'parameters have the values of their templates',
  },
  {
    path: 'log-retention/days.json',
    holds: 'the days that log groups keep',
    of: 'CloudWatch Logs',
    form: 'JSON',
    fate: 'set aside',
    next: 'log groups keep as long as their templates say',
  },
  {
    path: 'logs/*.name',
    holds: 'the name of a log group that is too long for a folder',
    of: 'CloudWatch Logs',
    form: 'other',
    fate: 'set aside',
    next: "the group is listed by its folder's name until something is written to it",
  },
  {
    path: 'logs/*/*.name',
    holds: 'the name of a log stream that is too long for a file',
    of: 'CloudWatch Logs',
    form: 'other',
    fate: 'set aside',
    next: "the stream is listed by its file's name until something is written to it",
  },
  {
    path: 'logs/*/*',
    holds: 'a log stream',
    of: 'CloudWatch Logs',
    form: 'JSON lines',
    fate: 'set aside',
    next: 'the stream begins anew',
  },
  {
    path: 'monitoring/*',
    holds: 'metrics',
    of: 'CloudWatch',
    form: 'JSON lines',
    fate: 'set aside',
    next: 'metrics begin anew',
  },
  {
    path: '*/schedules.json',
    holds: 'since when schedules without a beginning count',
    of: 'Scheduler and EventBridge',
    form: 'JSON',
    fate: 'made anew',
    next: 'their rates count from this start',
  },
];

/** Files beside the state, and what becomes of a damaged one. */
export const BESIDE: readonly (readonly [path: string, holds: string, damaged: string])[] = [
  ['format', 'the version of what lies in `.local`', 'refused, with the command that heals it'],
  [
    'STAGE/lock.N',
    'the process that works on the stage',
    'made anew; a process that runs is found by its own lock only',
  ],
  ['STAGE/local-cloud.json', 'where the local cloud answers', 'made anew by each start'],
  ['STAGE/client-env.json', 'what AWS clients need', 'made anew by each start'],
  ['STAGE/source', 'the source of the last start', 'refused: name the source by `--source DIR`'],
  ['STAGE/assemblies/*', 'copies of what is deployed', 'made anew by each start'],
  ['STAGE/local-cloud.log', 'what happened, for people', 'goes on behind what is there'],
  ['STAGE/*.duckdb', 'a copy of the warehouse (`local warehouse`)', 'made anew by the same command'],
  ['STAGE/damaged/*', 'files that were set aside', 'nothing reads them'],
  [
    'python, libraries, functions, spark',
    'what stages share, each made once',
    'not looked at: `local reset --all --yes` makes them anew',
  ],
  ['generated', 'generated months', 'as a damaged file of the publisher: the run fails and says so'],
];

/** Files that each start, or each statement, makes anew. */
const PASSING =
  /^(seal\.json|empty-aws-file|glue\/work\/.*|redshift-data\/(tmp|unloads)\/.*|.*\.duckdb\.wal|.*\.jsonl\.length|.*\.tmp)$/;

const fits = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(path);

/** The kind of a file by its path below `state`; `passing` for one that is not kept, undefined for a stranger's. */
export const kindOf = (path: string): Kind | 'passing' | undefined =>
  PASSING.test(path) ? 'passing' : KINDS.find((kind) => fits(kind.path, path));
