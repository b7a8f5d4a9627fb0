import type { ArtifactPattern } from '../task-facts.ts';
import type { ArtifactEntry } from './entry.ts';
import { type ArtifactProblem, findCandidates } from './find.ts';
import { openCandidates } from './open-candidates.ts';
import { packArtifacts } from './pack.ts';
import { readPatterns } from './pattern.ts';
import { walkDirectory } from './pinned-directory.ts';
import type { ArtifactStore } from './store.ts';

export interface Collection {
  /** Directory whose files may be kept; what lies outside is refused, also behind links. */
  readonly workspace: string;
  readonly patterns: readonly ArtifactPattern[];
  readonly store: ArtifactStore;
  /** Where in the store: `<project>/<run>/<task>`. */
  readonly prefix: string;
  readonly signal?: AbortSignal;
}

export interface Collected {
  /** What is stored, sorted by name. */
  readonly entries: readonly ArtifactEntry[];
  /** What is not. An error is for the step to fail with. */
  readonly problems: readonly ArtifactProblem[];
}

/**
 * Keeps the files that match: all in one pack, stored at once, or nothing where none matches.
 * @throws StepError INPUT_INVALID for a pattern that leads out of the workspace, before anything is read.
 */
export async function collectArtifacts(collection: Collection): Promise<Collected> {
  const { store, prefix, signal } = collection;
  const globs = readPatterns(collection.patterns);
  const walk = walkDirectory(collection.workspace);
  try {
    const { candidates, problems } = findCandidates(walk.root, globs);
    if (candidates.length === 0) return { entries: [], problems };
    const pack = `${prefix}/artifacts.pack`;
    const packing = packArtifacts(openCandidates(walk, candidates, problems));
    await store.put(pack, packing.bytes, signal);
    if (packing.entries.length === 0) await store.delete(pack);
    return { entries: packing.entries.map((entry) => ({ ...entry, pack })), problems };
  } finally {
    walk.close();
  }
}
