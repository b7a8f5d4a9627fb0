import type { RunView } from '@stepyard/engine';
import { table } from './table.ts';

/** The images that tasks ran in, with their digests; nothing where none did. */
export function ranImages({ tasks }: RunView): string | undefined {
  const rows = tasks.flatMap(({ key, attempts }) => {
    const image = attempts.at(-1)?.image;
    return image === undefined ? [] : [[key, image.name, image.digest]];
  });
  return rows.length === 0 ? undefined : table(['TASK', 'IMAGE', 'DIGEST'], rows);
}
