const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;

/** A time as events carry it, in UTC; `undefined` for what is none. */
export function toTime(value: unknown): string | undefined {
  if (typeof value === 'number') return fromMilliseconds(value * 1000);
  if (typeof value !== 'string') return undefined;
  // GitLab writes `2017-09-15 16:50:55 UTC` in some versions.
  const text = value.replace(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) UTC$/, '$1T$2Z');
  return rfc3339.test(text) ? fromMilliseconds(Date.parse(text)) : undefined;
}

function fromMilliseconds(time: number): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}
