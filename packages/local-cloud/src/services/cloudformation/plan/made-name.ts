import type { Kernel } from '../../../kernel/kernel.ts';

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Characters that names of most types have at most. */
const LONGEST_NAME = 63;

/** A name as CloudFormation makes it; its parts are cut where it would be too long. */
export function madeName({ random: next }: Kernel, stackName: string, logicalId: string): string {
  const random = Array.from({ length: 12 }, () => CHARACTERS[Math.floor(next() * CHARACTERS.length)]);
  const whole = `${stackName}-${logicalId}-${random.join('')}`;
  return whole.length <= LONGEST_NAME
    ? whole
    : `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${random.join('')}`;
}
