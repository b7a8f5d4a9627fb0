import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findHolder, type Holder } from '@stepyard/engine';
import type { Settings } from '../settings.ts';

/** The process that holds the data directory; nothing where nobody does. */
export async function holderOf({ data }: Settings): Promise<Holder | undefined> {
  return existsSync(join(data, 'lease.sqlite')) ? findHolder(data) : undefined;
}

/** Another process has let go of the data directory while it was asked. */
export function hasStopped(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'STOPPED';
}
