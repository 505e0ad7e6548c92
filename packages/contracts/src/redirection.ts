type Environment = Readonly<Record<string, string | undefined>>;

/** Where variables of the environment lead clients of AWS instead of AWS. */
export interface Redirection {
  /** The variables that do. */
  readonly names: readonly string[];
  /** Them with their values, for a sentence. */
  readonly said: string;
  /** Address of an emulator on this machine that every client is led to; undefined where some would go elsewhere. */
  readonly emulator: string | undefined;
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;

/** Whether an address is on this machine. */
export function isLoopback(address: string): boolean {
  return URL.canParse(address) && LOOPBACK.test(new URL(address).hostname);
}

/** What `AWS_ENDPOINT_URL` and its kin do; undefined where clients go to AWS. */
export function redirectionOf(env: Environment): Redirection | undefined {
  const set = Object.entries(env).filter(([name, value]) => name.startsWith('AWS_ENDPOINT_URL') && value);
  const [first] = set;
  if (!first) return undefined;
  const [, address = ''] = first;
  const all = set.length === 1 && first[0] === 'AWS_ENDPOINT_URL' && isLoopback(address);
  return {
    names: set.map(([name]) => name),
    said: set.map(([name, value]) => `${name}=${value}`).join(' and '),
    emulator: all ? address : undefined,
  };
}
