import type { ArtifactListing } from '@stepyard/engine';

/** A file, or a directory that stands for all that is in it. */
export interface Row {
  /** A directory's ends with a slash. */
  readonly name: string;
  readonly task: string;
  readonly files: readonly ArtifactListing[];
}

const mostRows = 40;

/** What a person can take in: as long as it is not too much, directories are opened, the smallest first. */
export function toRows(files: readonly ArtifactListing[], most = mostRows): readonly Row[] {
  let rows = [...Map.groupBy(files, ({ task }) => task)].flatMap(([task, kept]) =>
    entriesOf({ name: '', task, files: kept }),
  );
  const tooLarge = new Set<Row>();
  for (;;) {
    const [smallest] = rows
      .filter((row) => row.name.endsWith('/') && !tooLarge.has(row))
      .sort((a, b) => a.files.length - b.files.length);
    if (smallest === undefined) return rows;
    const within = entriesOf(smallest);
    if (within.length > 1 && rows.length - 1 + within.length > most) tooLarge.add(smallest);
    else rows = rows.flatMap((row) => (row === smallest ? within : [row]));
  }
}

/** How a row is called, with the number of files that it stands for. */
export function rowName({ name, files }: Row, shown: (name: string) => string): string {
  return name.endsWith('/') ? `${shown(name)} (${files.length.toLocaleString('en')} files)` : shown(name);
}

export function sizeOf(files: readonly ArtifactListing[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** The files and directories that lie directly in a directory. */
function entriesOf({ name: directory, task, files }: Row): readonly Row[] {
  const entries = Map.groupBy(files, ({ name }) => {
    const slash = name.indexOf('/', directory.length);
    return slash === -1 ? name : name.slice(0, slash + 1);
  });
  return [...entries].map(([name, within]) => ({ name, task, files: within }));
}
