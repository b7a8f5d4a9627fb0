import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runsNaming } from '@stepyard/engine';

/** After this long a snapshot is taken away; a run that is repeated later says that its source is gone. */
const keptMs = 7 * 24 * 3_600_000;

/** A fresh place for a snapshot of the work tree; old ones are removed on the way. */
export function sourceDirectory(data: string): string {
  const sources = join(data, 'sources');
  mkdirSync(sources, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(sources)) {
    const path = join(sources, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
  return join(sources, randomUUID());
}

/** Makes what removes the snapshots that a run alone has been given; to be called before the run is deleted. */
export async function ownSnapshots(data: string, run: string): Promise<() => void> {
  const sources = join(data, 'sources');
  const own: string[] = [];
  for (const name of namesIn(sources)) {
    const runs = await runsNaming(data, name);
    if (runs.length === 1 && runs[0] === run) own.push(join(sources, name));
  }
  return () => {
    for (const path of own) rmSync(path, { recursive: true, force: true });
  };
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
