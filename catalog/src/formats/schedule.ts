const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const days = 'sun|mon|tue|wed|thu|fri|sat';
const columns = [column(0, 59), column(0, 23), column(1, 31), column(1, 12, months), column(0, 7, days)];

/** Five columns (minute, hour, day, month, weekday), or `@hourly` and its like. */
export function isCron(text: string): boolean {
  if (/^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)$/.test(text)) return true;
  const parts = text.split(/ +/);
  return parts.length === columns.length && columns.every((fits, index) => fits(parts[index] ?? ''));
}

function column(low: number, high: number, names = '[]'): (text: string) => boolean {
  const value = `(?:\\d{1,2}|${names})`;
  const item = new RegExp(`^(?:\\*|${value}(?:-${value})?)(?:/[1-9]\\d?)?$`, 'i');
  const inside = (digits: string) => Number(digits) >= low && Number(digits) <= high;
  return (text) =>
    text
      .split(',')
      .every((part) => item.test(part) && (part.split('/')[0] ?? '').match(/\d+/g)?.every(inside) !== false);
}
