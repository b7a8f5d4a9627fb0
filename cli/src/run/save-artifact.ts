import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandError } from '../failure.ts';

/** Writes an artifact below a directory, whole or not at all; gives the file's path. */
export async function saveArtifact(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  directory: string,
): Promise<string> {
  const file = resolve(directory, name);
  if (!file.startsWith(directory.endsWith(sep) ? directory : `${directory}${sep}`)) {
    throw new CommandError(
      `the artifact ${JSON.stringify(name)} would lie outside of ${directory}`,
      'It was not written.',
      1,
    );
  }
  await mkdir(dirname(file), { recursive: true });
  const draft = join(dirname(file), `.${process.pid}.part`);
  try {
    await pipeline(Readable.from(bytes), createWriteStream(draft));
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return file;
}
