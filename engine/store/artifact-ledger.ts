import { appendFile, readFile } from 'node:fs/promises';
import type { ArtifactUse } from './store.ts';

/** Notes that an artifact was downloaded or removed; one short write, so that any process may do it. */
export async function noteUse(path: string, artifact: string, use: 'downloaded' | 'removed'): Promise<void> {
  await appendFile(path, `${JSON.stringify({ artifact, use })}\n`, { mode: 0o600 });
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
