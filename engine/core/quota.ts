/** How many runs of a project may run at once where nothing else is said. */
export const defaultQuota = 2;

/**
 * Reads a quota as settings carry it: a number, its text, or nothing for the default.
 * @throws Error naming the setting when it is neither.
 */
export function readQuota(name: string, value: number | string | undefined, fallback = defaultQuota): number {
  if (value === undefined || value === '') return fallback;
  const quota = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof quota === 'number' && Number.isInteger(quota) && quota >= 1) return quota;
  throw new Error(`\`${name}\` must be an integer of at least 1, got ${JSON.stringify(value)}.`);
}
