const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** A timestamp as the Amazon States Language wants it (RFC 3339, upper-case T and Z), or undefined. */
export function parseTimestamp(text: string): Date | undefined {
  const fields = RFC3339.exec(text);
  if (!fields) return undefined;
  const [month, day, hour, minute, second] = fields.slice(2, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  if (day < 1 || day > new Date(Date.UTC(Number(fields[1]), month, 0)).getUTCDate()) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
