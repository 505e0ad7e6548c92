import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { NotTold } from './errors.ts';

/** Long enough for a warm function to save calls, short enough that a new address is soon used. */
const FRESH_MS = 300_000;

/** The webhook's address, which is a secret: who has it may post. */
export class WebhookUrl {
  readonly #client: SSMClient;
  readonly #parameter: string;
  #read: { readonly url: URL; readonly at: number } | undefined;

  constructor(client: SSMClient, parameter: string) {
    this.#client = client;
    this.#parameter = parameter;
  }

  /** Throws NotTold where nobody has set it, or it is no address that a secret may be sent to. */
  async get(now = Date.now()): Promise<URL> {
    if (this.#read && now - this.#read.at < FRESH_MS) return this.#read.url;
    const url = this.#parse(await this.#value());
    this.#read = { url, at: now };
    return url;
  }

  /** What was read is not believed any more: perhaps the address was replaced. */
  forget(): void {
    this.#read = undefined;
  }

  async #value(): Promise<string> {
    const asked = new GetParameterCommand({ Name: this.#parameter, WithDecryption: true });
    try {
      const { Parameter } = await this.#client.send(asked);
      return Parameter?.Value?.trim() ?? '';
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
      throw new NotTold(`there is no SSM parameter ${this.#parameter}`, this.#put());
    }
  }

  #parse(value: string): URL {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url)))) return url;
    throw new NotTold(`the SSM parameter ${this.#parameter} holds no https address`, this.#put());
  }

  #put(): string {
    return `\`aws ssm put-parameter --type SecureString --overwrite --name ${this.#parameter} --value WEBHOOK\``;
  }
}

/** Nothing that is sent there leaves the machine, so that it needs no TLS. */
const isThisMachine = ({ hostname }: URL): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
