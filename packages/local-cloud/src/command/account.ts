import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN } from '../assembly/sources.ts';
import type { Account } from '../cloud.ts';
import { readJson, writeJson } from '../disk/json-file.ts';
import { type Place, UserError } from './place.ts';
import type { StageFolders } from './record.ts';

interface Asked {
  readonly stage: string;
  readonly empty?: boolean;
  readonly account?: string;
  readonly region?: string;
  readonly assembly?: string;
  readonly parameter?: readonly string[];
  readonly synthesis?: Readonly<{ [variable: string]: string }>;
}

const path = ({ stage }: StageFolders): string => join(stage, 'account.json');

/**
 * The account that starts with nothing in it and is filled by CloudFormation; undefined where an assembly was asked for.
 * An account stays what it was started as: throws UserError where the stage's is of the other kind, or another one.
 */
export function accountOf(place: Place, folders: StageFolders, asked: Asked): Account | undefined {
  const kept = readJson(path(folders)) as Account | undefined;
  const reset = `\`${place.command} reset --stage ${asked.stage} --yes\` removes it`;
  if (!asked.empty) {
    if (asked.account !== undefined || asked.region !== undefined)
      throw new UserError('--account and --region are those of an account that starts with --empty');
    if (!kept) return undefined;
    throw new UserError(
      `stage ${asked.stage} is account ${kept.accountId}, which deployments fill: start it by \`${place.command} up --empty --stage ${asked.stage}\`; ${reset}`,
    );
  }
  checkAlone(asked);
  if (!kept && existsSync(join(folders.state, 'cloudformation')))
    throw new UserError(
      `stage ${asked.stage} is no empty account: it holds what an assembly brought; ${reset}, \`--stage\` takes another`,
    );
  const { account = kept?.accountId ?? PLAIN.accountId, region = kept?.region ?? PLAIN.region } = asked;
  checkForm(account, region);
  if (kept && (kept.accountId !== account || kept.region !== region))
    throw new UserError(
      `stage ${asked.stage} is account ${kept.accountId} in ${kept.region}, not ${account} in ${region}; ${reset}`,
    );
  return { accountId: account, region };
}

/** Keeps what the stage's account is. */
export const keepAccount = (folders: StageFolders, account: Account): void =>
  writeJson(path(folders), account);

function checkAlone({ assembly, parameter = [], synthesis = {} }: Asked): void {
  const [variable] = Object.keys(synthesis);
  const other =
    assembly !== undefined
      ? '--assembly'
      : parameter.length > 0
        ? '--parameter'
        : variable && `the option behind ${variable}`;
  if (other)
    throw new UserError(
      `--empty starts an account with nothing in it, and ${other} speaks of what is in it: give one of them`,
    );
}

function checkForm(account: string, region: string): void {
  if (!/^\d{12}$/.test(account)) throw new UserError(`--account takes twelve digits, not ${account}`);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    throw new UserError(`--region takes a region such as ${PLAIN.region}, not ${region}`);
}
