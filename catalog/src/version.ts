import { gt, major, maxSatisfying, minor, validRange } from 'semver';

/**
 * The highest of the available versions that `1`, `1.2`, `1.2.3` or a range allows; without a wish the highest that
 * is no pre-release. `undefined` where none fits.
 */
export function resolveVersion(available: readonly string[], wanted = ''): string | undefined {
  if (validRange(wanted) === null) return undefined;
  const found = maxSatisfying([...available], wanted);
  return found ?? (wanted === '' ? newest(available) : undefined);
}

/** What to say about an upgrade of more than two minor versions, or to another major one, in one step. */
export function upgradeWarning(name: string, from: string, to: string): string | undefined {
  if (!gt(to, from)) return undefined;
  if (major(to) !== major(from)) {
    return `\`${name}\` goes from ${from} to ${to}, another major version: read what changed before.`;
  }
  const step = minor(to) - minor(from);
  if (step <= 2) return undefined;
  return `\`${name}\` goes from ${from} to ${to}, ${step} minor versions in one step: go by at most two at a time.`;
}

function newest(available: readonly string[]): string | undefined {
  return available.reduce<string | undefined>(
    (best, one) => (best === undefined || gt(one, best) ? one : best),
    undefined,
  );
}
