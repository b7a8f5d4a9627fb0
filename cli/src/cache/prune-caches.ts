import { readDuration, readQuantity } from '@stepyard/catalog';
import { withCaches } from '../data/open.ts';
import { commandError } from '../failure.ts';
import type { Settings } from '../settings.ts';
import { tellFreed } from './tell-freed.ts';

export interface PruneOptions {
  readonly unused?: string;
  readonly maxSize?: string;
}

/** Drops what was not used for long, then the least used beyond a size. */
export async function pruneCaches({ unused, maxSize }: PruneOptions, settings: Settings): Promise<void> {
  if (unused === undefined && maxSize === undefined) {
    throw commandError(
      '`cache prune` must be given --unused or --max-size.',
      'Write for instance --max-size 10Gi.',
    );
  }
  const unusedMs = amount('--unused', unused, readDuration, 'a duration such as 720h');
  const maxBytes = amount('--max-size', maxSize, readQuantity, 'a quantity such as 10Gi');
  const limits = {
    ...(unusedMs !== undefined && { unusedMs }),
    ...(maxBytes !== undefined && { maxBytes }),
  };
  await tellFreed(await withCaches(settings, (store) => store.prune(limits)), settings);
}

function amount(
  option: string,
  text: string | undefined,
  read: (text: string) => number | undefined,
  rule: string,
): number | undefined {
  const value = text === undefined ? undefined : read(text);
  if (text === undefined || (value !== undefined && value >= 0)) return value;
  throw commandError(
    `\`${option}\` must be ${rule}, got ${JSON.stringify(text)}.`,
    'Write it with its unit.',
  );
}
