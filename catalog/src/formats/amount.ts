const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const duration = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const quantity = /^(\d+(?:\.\d+)?)(?:e(\d{1,2})|(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/;
const powers = ['k', 'M', 'G', 'T', 'P', 'E'];

/** Milliseconds of `30s`, `5m`, `1h30m`; `undefined` where the text is no duration. */
export function readDuration(text: string): number | undefined {
  const parts = duration.exec(text)?.slice(1);
  return (
    parts && Object.values(units).reduce((sum, unit, index) => sum + Number(parts[index] ?? 0) * unit, 0)
  );
}

/** The number that a Kubernetes quantity means: `500m` → 0.5, `2Gi` → 2147483648. */
export function readQuantity(text: string): number | undefined {
  const match = quantity.exec(text);
  if (match === null) return undefined;
  const [, digits, exponent, suffix = ''] = match;
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  if (suffix === 'm') return Number(digits) / 1000;
  const base = suffix.endsWith('i') ? 1024 : 1000;
  return Number(digits) * base ** (powers.indexOf(suffix.charAt(0).replace('K', 'k')) + 1);
}
