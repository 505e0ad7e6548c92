import { LocalCloud } from '@tlc-elt/testing';

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** What `ops verify --json` says: of each month, and of what is of none. */
export interface Verified {
  readonly ok: boolean;
  readonly months: readonly VerifiedMonth[];
  readonly problems: readonly Problem[];
}

/** What `ops verify --json` says of a month, as scripts rely on it. */
export interface VerifiedMonth {
  readonly dataset: string;
  readonly month: string;
  readonly run_id: string;
  readonly status: string;
  readonly problems: readonly Problem[];
  readonly values: string;
  readonly source_rows: number;
  readonly accepted_rows: number;
  readonly quarantined_rows: number;
  readonly loaded_rows: number;
  readonly table_rows: number;
  readonly quarantine_by_rule: Readonly<Record<string, number>>;
  readonly pickup_months: readonly { readonly month: string; readonly rows: number }[];
}

export interface RanMonth {
  readonly execution: string;
  readonly status: string;
  readonly month: string;
  readonly states: readonly { readonly name: string; readonly status: string; readonly seconds: number }[];
  readonly error: string | null;
  readonly cause: string | null;
}

/** A stage on a local cloud of its own, and what its user reads of the commands. */
export class LocalStage extends LocalCloud {
  /** `ops run MONTH --json` with more flags; the parsed result and the exit code. */
  async run(month: string, ...flags: string[]): Promise<RanMonth & { code: number | null; stderr: string }> {
    const { code, stdout, stderr } = await this.ops('run', month, '--json', ...flags);
    return { ...parsed<RanMonth>('run', stdout, stderr), code, stderr };
  }

  async verify(...months: string[]): Promise<Verified & { code: number | null }> {
    const { code, stdout, stderr } = await this.ops('verify', ...months, '--json');
    return { ...parsed<Verified>('verify', stdout, stderr), code };
  }

  async sql<Row>(statement: string, ...flags: string[]): Promise<Row[]> {
    const { stdout, stderr } = await this.ops('sql', statement, '--json', ...flags);
    return parsed<Row[]>('sql', stdout, stderr);
  }
}

function parsed<T>(command: string, stdout: string, stderr: string): T {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new Error(`${command} gave no JSON: ${stdout}\n${stderr}`);
  }
}
