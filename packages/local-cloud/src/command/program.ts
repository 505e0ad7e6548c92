import { rmSync } from 'node:fs';
import { Command, Option } from 'commander';
import { readJson } from '../disk/json-file.ts';
import type { Fired } from '../kernel/offers.ts';
import { administer, NotAnswering } from './administer.ts';
import { down } from './down.ts';
import { escaped } from './escaped.ts';
import { type Grant, grantLine, type Refusal, refusalLine } from './grants.ts';
import { keySet } from './key-set.ts';
import { messageLine, publishedMessages } from './messages.ts';
import { knownStage, type Place, stageOf, UserError } from './place.ts';
import { type CloudRecord, foldersOf, runningRecord } from './record.ts';
import { sourceText } from './source.ts';
import { up as start, type UpOptions } from './up.ts';

/** A copy waits for the statement that runs, and for the disk. */
const COPY_MS = 10 * 60_000;

const print = (value: unknown): void =>
  void process.stdout.write(
    `${escaped(typeof value === 'string' ? value : JSON.stringify(value, null, 2))}\n`,
  );

const summary = (record: CloudRecord, place: Place): string =>
  [
    `local cloud  ${record.endpoint} (pid ${record.pid}), stage ${record.stage}, source ${sourceText(record.source)}`,
    `log          ${record.log}`,
    `warehouse    ${place.command} warehouse --stage ${record.stage} (a copy for DuckDB clients)`,
    `clients      eval "$(${place.command} env --stage ${record.stage})"`,
    `stop         ${place.command} down --stage ${record.stage}`,
  ].join('\n');

function needed(place: Place, stage: string): CloudRecord {
  const record = runningRecord(foldersOf(place.localDir, stage));
  if (!record)
    throw Object.assign(
      new Error(
        `no local cloud of stage ${stage} runs: start it with \`${place.command} up --stage ${stage} --detach\``,
      ),
      { exitCode: 3 },
    );
  return record;
}

/** A shell that evaluates this reaches no AWS with its next command, as it would if it had been told nothing. */
const NOWHERE = `export AWS_ENDPOINT_URL='http://no-local-cloud-runs.invalid' AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
unset AWS_PROFILE AWS_SESSION_TOKEN`;

/** What people type instead of a command. */
const MEANT: Readonly<Record<string, string>> = { start: 'up', run: 'up', stop: 'down', url: 'status' };

const quoted = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/** The command `pnpm local`. */
export function program(place: Place, env: NodeJS.ProcessEnv): Command {
  const { variables, origin, synthesis } = place.configuration;
  const stage = (): Option =>
    new Option('--stage <stage>', `stage: local, dev or prod (${variables.stage}, .env)`)
      .argParser((name: string) => knownStage(place.configuration, name))
      .default(stageOf(place, env));
  const local = new Command('local')
    .description('The AWS APIs that the pipeline uses, on this machine, from the assembly that is deployed.')
    .exitOverride();
  const up = local
    .command('up')
    .description('start the local cloud; in the foreground unless --detach')
    .addOption(stage())
    .option(
      '--source <dir>',
      `folder of published files that stands in for the publisher; ${origin}: the publisher itself (default: as at the last start)`,
    )
    .option('--port <n>', 'first port to try (default 4666; the next free one is taken)')
    .option(
      '--assembly <dir>',
      'a CDK assembly or a folder with a CloudFormation template, instead of synthesizing',
    )
    .option('--empty', 'an account with nothing in it, which `cdk bootstrap` and `cdk deploy` fill')
    .option('--account <id>', 'of the empty account (default: 000000000000, or as at its first start)')
    .option('--region <region>', 'of the empty account (default: us-east-1, or as at its first start)')
    .option('--parameter <name=value...>', "value of a template's parameter; may be given several times")
    .option('--detach', 'return once it answers, and leave it running')
    .option('--replace', 'end a local cloud of the stage that serves another assembly or source')
    .option('--json', 'print the record as JSON')
    .action(async (options: UpOptions & { json?: boolean; [option: string]: unknown }) => {
      const chosen = Object.entries(synthesis.options).flatMap(([name, { variable }]) =>
        options[name] === undefined ? [] : [[variable, String(options[name])]],
      );
      const record = await start(place, { ...options, synthesis: Object.fromEntries(chosen) });
      if (record) print(options.json ? { ...record, token: undefined } : summary(record, place));
    });
  for (const [name, { choices, description }] of Object.entries(synthesis.options))
    up.addOption(new Option(`--${name} <${name}>`, description).choices([...choices]));
  local
    .command('down')
    .description('end the local cloud and every process that it started; the state stays')
    .addOption(stage())
    .action(async (options: { stage: string }) =>
      print(
        (await down(place, options.stage))
          ? `stage ${options.stage}: stopped`
          : `stage ${options.stage}: nothing runs`,
      ),
    );
  local
    .command('status')
    .description('whether the local cloud answers, and where')
    .addOption(stage())
    .option('--json', 'as JSON')
    .action(async (options: { stage: string; json?: boolean }) => {
      const record = needed(place, options.stage);
      await administer(record, 'GET', 'health');
      print(
        options.json
          ? { ...record, token: undefined, state: foldersOf(place.localDir, options.stage).state }
          : summary(record, place),
      );
    });
  local
    .command('env')
    .description(`print what other AWS clients need, as shell commands: eval "$(${place.command} env)"`)
    .addOption(stage())
    .option('--json', 'as JSON')
    .action((options: { stage: string; json?: boolean }) => {
      if (!options.json && !runningRecord(foldersOf(place.localDir, options.stage)))
        process.stdout.write(`${NOWHERE}\n`);
      needed(place, options.stage);
      const values = readJson(foldersOf(place.localDir, options.stage).clientEnv) as {
        [name: string]: string;
      };
      if (options.json) return print(values);
      const lines = Object.entries(values).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
      // A shell reads it, to which an escape would be another value.
      process.stdout.write(`${lines.join('')}unset AWS_PROFILE AWS_SESSION_TOKEN\n`);
    });
  local
    .command('reset')
    .description("remove a stage's state: executions, logs, objects, warehouse")
    .addOption(stage())
    .option('--all', 'every stage, and what stages share (Python environments, jars, generated months)')
    .option('--yes', 'do not ask')
    .action(async (options: { stage: string; all?: boolean; yes?: boolean }) => {
      const target = options.all ? place.localDir : foldersOf(place.localDir, options.stage).stage;
      if (!options.yes) throw new UserError(`this removes ${target}: add --yes`);
      await down(place, options.stage);
      rmSync(target, { recursive: true, force: true });
      print(`removed ${target}`);
    });
  local
    .command('iam')
    .description('which allowed actions the roles used since the start, and which they asked for in vain')
    .addOption(stage())
    .option('--refused', 'only what was refused')
    .option('--json', 'as JSON')
    .action(async (options: { stage: string; json?: boolean; refused?: boolean }) => {
      const report = await administer(needed(place, options.stage), 'GET', 'iam');
      const { granted, refused } = report as { granted: readonly Grant[]; refused: readonly Refusal[] };
      if (options.json) return print(options.refused ? refused : granted);
      print([...(options.refused ? [] : granted.map(grantLine)), ...refused.map(refusalLine)].join('\n'));
    });
  local
    .command('warehouse')
    .description('copy the warehouse for DuckDB clients, which may keep it open; prints where it is')
    .addOption(stage())
    .option('--json', 'as JSON')
    .action(async (options: { stage: string; json?: boolean }) => {
      const { stage: folder } = foldersOf(place.localDir, options.stage);
      const path = `warehouses?${new URLSearchParams({ folder })}`;
      const copies = (await administer(needed(place, options.stage), 'POST', path, COPY_MS)) as string[];
      print(options.json ? copies : copies.join('\n'));
    });
  local
    .command('messages')
    .description('messages that were published to SNS topics, oldest first')
    .addOption(stage())
    .option('--json', 'as JSON')
    .action((options: { stage: string; json?: boolean }) => {
      const messages = publishedMessages(foldersOf(place.localDir, options.stage));
      print(options.json ? messages : messages.map(messageLine).join('\n'));
    });
  local
    .command('fire <schedule>')
    .description(
      "do what the schedule does at its time, as its role: dead letters and all; 1 where its target didn't get it",
    )
    .addOption(stage())
    .option('--at <time>', 'the scheduled time, ISO 8601 (default: now)')
    .action(async (name: string, { stage: of, at }: { stage: string; at?: string }) => {
      if (at !== undefined && Number.isNaN(Date.parse(at)))
        throw new UserError(`--at takes a time as 2024-11-05T11:00:00Z, not ${at}`);
      const asked = new URLSearchParams({ schedule: name, ...(at === undefined ? {} : { at }) });
      const fired = (await administer(needed(place, of), 'POST', `fire?${asked}`)) as Fired;
      print(fired);
      if (!fired.delivered) throw new Error(`${name} was not delivered: ${fired.error}`);
    });
  local
    .command('wake <execution-arn>')
    .description('end the waits that an execution is in')
    .addOption(stage())
    .action(async (arn: string, options: { stage: string }) =>
      print(
        await administer(needed(place, options.stage), 'POST', `wake?execution=${encodeURIComponent(arn)}`),
      ),
    );
  local
    .command('oidc <issuer> <keys>')
    .description(
      "take the keys of a file (a JSON Web Key Set) for those of an OpenID Connect issuer, until the local cloud ends: AssumeRoleWithWebIdentity verifies the issuer's tokens by them",
    )
    .addOption(stage())
    .action(async (issuer: string, keys: string, options: { stage: string }) => {
      const asked = new URLSearchParams({ issuer, keys: keySet(keys) });
      await administer(needed(place, options.stage), 'POST', `oidc?${asked}`);
      print(`${issuer}: tokens are verified by the keys of ${keys}`);
    });
  for (const [typed, meant] of Object.entries(MEANT))
    local
      .command(typed, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        throw new UserError(`there is no ${place.command} ${typed}; did you mean ${place.command} ${meant}?`);
      });
  return local.addHelpText(
    'after',
    '\nExit codes: 0 done, 1 it failed, 2 wrong usage, 3 no local cloud runs or it does not answer.',
  );
}

/** Codes of a disk that takes nothing. */
const UNWRITABLE = ['EACCES', 'EROFS', 'ENOSPC'];

/** Runs the command; gives its exit code. */
export async function main(argv: readonly string[], given: Place, env: NodeJS.ProcessEnv): Promise<number> {
  const place: Place = { ...given, say: (line) => given.say(escaped(line)) };
  try {
    await program(place, env).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    const { code, exitCode, message } = error as { code?: string; exitCode?: number; message: string };
    if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2; // commander has printed help or the mistake
    place.say(message);
    if (code !== undefined && UNWRITABLE.includes(code))
      place.say(
        `next:  the local cloud writes into the clone and into ${place.localDir} (${place.configuration.variables.folder}): make room there, or make both yours to write`,
      );
    if (error instanceof UserError) return 2;
    return error instanceof NotAnswering ? 3 : (exitCode ?? 1);
  }
}
