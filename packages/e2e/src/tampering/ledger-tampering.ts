import { datasets, ledgerColumns } from '@tlc-elt/contracts';
import { RELOAD, REMOVE_ROW, type Tampered, type Tampering } from './tampering.ts';

/** The month whose ledger row gets a number a second time; nothing else happens to it. */
export const PARTNER = '2018-01';

/** The datasets that there are, as SQL has them. */
const KNOWN = Object.keys(datasets)
  .map((name) => `'${name}'`)
  .join(', ');

const set = (change: string) => (month: Tampered) =>
  month.write(`UPDATE load_ledger SET ${change} ${month.where}`);
const unreadable = { finds: ['ledger_row_unreadable'], depth: 'quick', advice: REMOVE_ROW } as const;
const differs = { finds: ['ledger_differs'], depth: 'quick', advice: RELOAD } as const;

/** The ledger: its rows and each kind of field. */
export const ledgerTampering: readonly Tampering[] = [
  {
    what: 'deleted the ledger row',
    act: (month) => month.write(`DELETE FROM load_ledger ${month.where}`),
    finds: ['rows_without_ledger'],
    depth: 'quick',
    advice: /^\S+ -y pnpm@12.21.0 ops run MONTH$/,
  },
  {
    what: 'doubled the ledger row',
    act: (month) => month.write(`INSERT INTO load_ledger SELECT * FROM load_ledger ${month.where}`),
    finds: ['ledger_row_doubled'],
    depth: 'quick',
    advice: REMOVE_ROW,
  },
  {
    what: "given the ledger row another month's number",
    act: set(`load_number = (SELECT MAX(load_number) FROM load_ledger WHERE source_month = '${PARTNER}-01')`),
    finds: ['ledger_row_doubled'],
    depth: 'quick',
    advice: REMOVE_ROW,
  },
  {
    what: 'moved the ledger row to another month',
    act: set("source_month = '2032-06-01'"),
    finds: ['ledger_of_another_month'],
    depth: 'quick',
    where: { month: '2032-06' },
    advice:
      /ops sql --write "DELETE FROM load_ledger WHERE dataset = 'yellow' AND source_month = '2032-06-01' AND load_number = \d+"$/,
  },
  {
    what: 'taken the month from the ledger row',
    act: set('source_month = NULL'),
    finds: ['rows_of_no_month'],
    depth: 'quick',
    where: { beside: 'load_ledger ' },
    advice: /^look at them, then: .* "DELETE FROM load_ledger WHERE source_month IS NULL"$/,
  },
  {
    what: 'added a ledger row of a dataset that there is not',
    act: (month) => {
      const values = ledgerColumns.map(
        ({ name }) => ({ dataset: "'blue'", load_number: '900' })[name] ?? name,
      );
      return month.write(
        `INSERT INTO load_ledger SELECT ${values.join(', ')} FROM load_ledger WHERE source_month = '${PARTNER}-01'`,
      );
    },
    finds: ['ledger_of_unknown_dataset'],
    depth: 'quick',
    where: { beside: 'load_ledger ' },
    advice: new RegExp(
      `^look at them, then: .* "DELETE FROM load_ledger WHERE dataset IS NULL OR dataset NOT IN \\(${KNOWN}\\)"$`,
    ),
  },
  { what: 'broken the JSON of the rules', act: set("quarantine_by_rule = '{'"), ...unreadable },
  { what: 'made a count NULL', act: set('source_rows = NULL'), ...unreadable },
  { what: 'made a count negative', act: set('accepted_rows = -1'), ...unreadable },
  {
    what: "changed the ledger's count of the source",
    act: set('source_rows = source_rows + 1'),
    ...differs,
    finds: ['source_rows_differ'],
  },
  {
    what: "changed the ledger's date of the publication",
    act: set("source_last_modified = '2100-01-01 00:00:00'"),
    ...differs,
  },
  {
    what: "changed the ledger's address of the source",
    act: set("source_url = 'https://elsewhere/f.parquet'"),
    ...differs,
  },
  {
    what: "changed the ledger's count of the table",
    act: set('loaded_rows = loaded_rows - 1'),
    ...differs,
    finds: ['table_rows_differ'],
  },
  {
    what: "changed the ledger's digests",
    act: set(
      'accepted_digests = REPLACE(accepted_digests, \'"rows"\', \'"rows" \'), rejected_digests = NULL',
    ),
    ...differs,
  },
  {
    what: 'called a real load generated',
    act: set('generated = TRUE'),
    ...differs,
    finds: ['generated_differs'],
    advice: RELOAD,
  },
];
