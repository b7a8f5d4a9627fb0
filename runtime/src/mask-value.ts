import type { Masker } from '@stepyard/contract/mask';

/** A JSON value with secrets masked in every text, keys included. */
export function maskValue(masker: Masker, value: unknown): unknown {
  if (typeof value === 'string') return masker.mask(value);
  if (Array.isArray(value)) return value.map((item) => maskValue(masker, item));
  if (typeof value !== 'object' || value === null) return value;
  return maskRecord(masker, value);
}

export function maskRecord(masker: Masker, value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [masker.mask(key), maskValue(masker, item)]),
  );
}
