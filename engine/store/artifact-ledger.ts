import { open, readFile } from 'node:fs/promises';
import type { ArtifactUse } from './store.ts';

/** Notes that artifacts were downloaded or removed; one write, so that any process may do it. */
export async function noteUses(
  path: string,
  artifacts: readonly string[],
  use: 'downloaded' | 'removed',
): Promise<void> {
  const lines = artifacts.map((artifact) => `${JSON.stringify({ artifact, use })}\n`);
  const file = await open(path, 'a', 0o600);
  try {
    await file.write(Buffer.from(lines.join('')));
  } finally {
    await file.close();
  }
}

/** What was noted, by artifact name; a line that was cut short counts for nothing. */
export async function readUses(path: string): Promise<ReadonlyMap<string, ArtifactUse>> {
  const uses = new Map<string, ArtifactUse>();
  for (const line of (await readFile(path, 'utf8').catch(() => '')).split('\n')) {
    const [artifact, use] = readLine(line);
    if (artifact === undefined) continue;
    const before = uses.get(artifact) ?? { downloads: 0, removed: false };
    uses.set(
      artifact,
      use === 'removed' ? { ...before, removed: true } : { ...before, downloads: before.downloads + 1 },
    );
  }
  return uses;
}

function readLine(line: string): readonly [string | undefined, unknown] {
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read !== 'object' || read === null) return [undefined, ''];
    const { artifact, use }: { artifact?: unknown; use?: unknown } = read;
    return [typeof artifact === 'string' && use !== undefined ? artifact : undefined, use];
  } catch {
    return [undefined, ''];
  }
}
