import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HITS_FILE, RULES_FILE, type SeamRule } from './rule.ts';

const PRELOAD = join(import.meta.dirname, 'preload.ts');
const PATIENCE_MS = 120_000;

export interface Hit {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly operation: string;
}

/** The rules by which requests to one local cloud fail, and which requests they hit. */
export class Seam {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tlc-seam-'));
  readonly #rules = new Map<string, SeamRule>();
  #next = 1;

  /** For the shell that starts the local cloud. */
  get env(): Record<string, string> {
    return {
      NODE_OPTIONS: `--import ${PRELOAD}`,
      [RULES_FILE]: this.#path('rules.json'),
      [HITS_FILE]: this.#path('hits.jsonl'),
    };
  }

  /** Adds a rule; gives its id. */
  add(rule: Omit<SeamRule, 'id'>): string {
    const id = `rule-${this.#next}`;
    this.#next += 1;
    this.#rules.set(id, { ...rule, id });
    this.#write();
    return id;
  }

  /** Takes a rule back; what it holds goes on. */
  remove(id: string): void {
    this.#rules.delete(id);
    this.#write();
  }

  hits(id: string): Hit[] {
    const all = this.#read().map((line) => JSON.parse(line) as Hit);
    const broken = all.find((hit) => hit.id === 'the preload failed');
    if (broken) throw new Error(JSON.stringify(broken));
    return all.filter((hit) => hit.id === id);
  }

  /** Waits until a rule has hit a request. */
  async hit(id: string): Promise<Hit> {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      const [first] = this.hits(id);
      if (first) return first;
      await sleep(20);
    }
    throw new Error(`no request met ${JSON.stringify(this.#rules.get(id))} within ${PATIENCE_MS / 1000} s`);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #read(): string[] {
    try {
      return readFileSync(this.#path('hits.jsonl'), 'utf8').split('\n').filter(Boolean);
    } catch {
      return [];
    }
  }

  /** Whole or not at all: the preload reads it at each request. */
  #write(): void {
    writeFileSync(this.#path('partial'), JSON.stringify([...this.#rules.values()]));
    renameSync(this.#path('partial'), this.#path('rules.json'));
  }
}
