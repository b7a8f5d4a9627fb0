import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { type Glob, type Globs, readPatterns } from './pattern.ts';
import { errorCode } from './pinned-directory.ts';

/** Something that was not kept. An error means that what the author asked for was refused. */
export interface ArtifactProblem {
  readonly level: 'warning' | 'error';
  readonly message: string;
  readonly hint: string;
}

/** A file, or what stands in a file's place: a link, a FIFO … */
export interface Candidate {
  readonly name: string;
  readonly pattern: Glob;
}

/** Without it `**` would not match a name with a line break in it. */
const options = { flags: 's' };

/**
 * What the patterns match, sorted by name, each once; its type is that of the first pattern. Links are
 * followed where a pattern names them, not where a wildcard meets them.
 */
export function findCandidates(
  root: string,
  { keep, ignore }: Globs,
): { candidates: Candidate[]; problems: ArtifactProblem[] } {
  const found = new Map<string, Candidate>();
  const problems: ArtifactProblem[] = [];
  const ignored = picomatch(ignore.flatMap(withContents), { ...options, dot: true });
  for (const pattern of keep) {
    let matches = 0;
    for (const name of namesOf(root, pattern.glob)) {
      if (ignored(name)) continue;
      matches += 1;
      if (!found.has(name)) found.set(name, { name, pattern });
    }
    if (matches === 0) problems.push(nothingMatches(pattern));
  }
  const candidates = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { candidates, problems };
}

/** Says of the name of a kept file whether the patterns ask for it; none, or only such with `!`, ask for all. */
export function artifactFilter(patterns: readonly string[], input?: string): (name: string) => boolean {
  const globs = patterns.map((path) => ({ path }));
  const { keep, ignore } = readPatterns(globs, input);
  const wanted = keep.length === 0 ? ['**'] : keep.flatMap(({ glob }) => withContents(glob));
  return picomatch(wanted, { ...options, dot: true, ignore: ignore.flatMap(withContents) });
}

function* namesOf(root: string, glob: string): Generator<string> {
  const { base, glob: wildcard } = picomatch.scan(glob, { unescape: true });
  const matches = picomatch(withContents(glob), options);
  const hidden = /(^|[/{,(|])\./.test(wildcard);
  const start = base === '.' ? '' : base;
  const place = placeOf(root, start);
  if (place === 'directory') yield* walk(start);
  else if (place === 'outside' || (place === 'file' && wildcard === '')) yield start;

  function* walk(directory: string): Generator<string> {
    for (const entry of entriesOf(join(root, directory))) {
      const name = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        if (hidden || !entry.name.startsWith('.')) yield* walk(name);
        continue;
      }
      // A link to a directory of the workspace adds nothing: its files have names of their own.
      const extra = entry.isSymbolicLink() && placeOf(root, name) === 'directory';
      if (!extra && matches(name)) yield name;
    }
  }
}

/** Where a name leads, links followed; `file` is also a link to nothing. */
function placeOf(root: string, name: string): 'directory' | 'file' | 'outside' | 'nowhere' {
  const path = join(root, name);
  try {
    const real = realpathSync.native(path);
    if (real !== root && !real.startsWith(join(root, '/'))) return 'outside';
    return lstatSync(real).isDirectory() ? 'directory' : 'file';
  } catch {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? 'file' : 'nowhere';
  }
}

/** A pattern that matches a directory means all that is in it. */
function withContents(glob: string): string[] {
  return [glob, `${glob}/**`];
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    // Removed meanwhile, or closed to us: what cannot be listed matches nothing.
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}

function nothingMatches({ path, input }: Glob): ArtifactProblem {
  return {
    level: 'warning',
    message: `\`${input}\`: ${JSON.stringify(path)} matches no file.`,
    hint: 'Check the pattern against the files that the task leaves in the workspace.',
  };
}
