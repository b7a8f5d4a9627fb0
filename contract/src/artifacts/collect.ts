import { StepError } from '../step-error.ts';
import type { ArtifactPattern } from '../task-facts.ts';
import type { ArtifactEntry, PackSource } from './entry.ts';
import { type ArtifactProblem, findCandidates } from './find.ts';
import { maskedNames } from './masked-names.ts';
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
  /** What messages call the patterns; default `artifacts`. */
  readonly input?: string;
  /** What may not be kept stops it with INPUT_INVALID, and nothing is stored. */
  readonly strict?: true;
  /** Hides secrets: a file whose name holds one is kept under a masked name. */
  readonly mask?: (text: string) => string;
  readonly signal?: AbortSignal;
}

export interface Collected {
  /** What is stored, sorted by the names in the workspace. */
  readonly entries: readonly ArtifactEntry[];
  /** What is not. An error is for the step to fail with. */
  readonly problems: readonly ArtifactProblem[];
}

/**
 * Keeps the files that match: all in one pack, stored at once, or nothing where none matches.
 * @throws StepError INPUT_INVALID for a pattern that leads out of the workspace, before anything is read.
 */
export async function collectArtifacts(collection: Collection): Promise<Collected> {
  const { store, prefix, input, strict, mask = asItIs, signal } = collection;
  const globs = readPatterns(collection.patterns, input);
  const walk = walkDirectory(collection.workspace);
  try {
    const { candidates, problems } = findCandidates(walk.root, globs);
    if (candidates.length === 0) return { entries: [], problems };
    const refuse = (problem: ArtifactProblem) => {
      if (strict) throw artifactError(problem);
      problems.push(problem);
    };
    const pack = packKey(prefix);
    const names = maskedNames(
      candidates.map(({ name }) => name),
      mask,
    );
    const packing = packArtifacts(renamed(openCandidates(walk, candidates, refuse), names));
    await store.put(pack, packing.bytes, signal);
    if (packing.entries.length === 0) await store.delete(pack);
    return { entries: packing.entries.map((entry) => ({ ...entry, pack })), problems };
  } finally {
    walk.close();
  }
}

function* renamed(sources: Iterable<PackSource>, names: ReadonlyMap<string, string>): Generator<PackSource> {
  for (const source of sources) yield { ...source, name: names.get(source.name) ?? source.name };
}

function asItIs(text: string): string {
  return text;
}

/** The key of the pack that is collected below a prefix. */
export function packKey(prefix: string): string {
  return `${prefix}/artifacts.pack`;
}

/** What a step fails with that was asked to keep what it may not. */
export function artifactError({ message, hint }: ArtifactProblem): StepError {
  return new StepError('INPUT_INVALID', message, { hint });
}
