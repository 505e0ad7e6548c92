import { fileTampering } from './file-tampering.ts';
import { ledgerTampering } from './ledger-tampering.ts';
import type { Tampering } from './tampering.ts';
import { warehouseTampering } from './warehouse-tampering.ts';

/** Every tampering, by what is tampered with. */
export const tamperings: Readonly<Record<string, readonly Tampering[]>> = {
  'Rows in the warehouse': warehouseTampering,
  'The ledger': ledgerTampering,
  'Objects on S3': fileTampering,
};
