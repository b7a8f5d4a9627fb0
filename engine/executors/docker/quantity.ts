/** The number that a Kubernetes quantity stands for: `500m` is 0.5, `2Gi` 2147483648. */
export function quantity(text: string | undefined): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text ?? '') ?? [];
  const factor = factors.get(unit);
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}

const factors = new Map<string, number>([
  ['m', 1e-3],
  ['', 1],
  ...['k', 'M', 'G', 'T', 'P'].map((unit, index) => [unit, 1000 ** (index + 1)] as const),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi'].map((unit, index) => [unit, 1024 ** (index + 1)] as const),
]);
