import type { TestRepository } from './git-repository.ts';

export type RawEntry = readonly [mode: string, name: string, id: string];

/** A commit of trees that git itself would not write. */
export function commitRaw(source: TestRepository, entries: readonly RawEntry[]): void {
  const tree = rawTree(source, entries);
  const commit = source.feed('raw', 'commit-tree', tree);
  source.git('update-ref', 'refs/heads/main', commit);
}

/** A tree of any entries. */
export function rawTree(source: TestRepository, entries: readonly RawEntry[]): string {
  const bytes = entries.map(([mode, name, id]) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
  );
  return source.feed(Buffer.concat(bytes), 'hash-object', '-t', 'tree', '-w', '--literally', '--stdin');
}

/** A file of a repository by its text. */
export function blob(source: TestRepository, text: string): string {
  return source.feed(text, 'hash-object', '-w', '--stdin');
}
