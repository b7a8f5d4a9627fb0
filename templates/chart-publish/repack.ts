import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip, gzipSync } from 'node:zlib';
import { StepError } from '@stepyard/contract';
import { extract, pack } from 'tar-stream';

/** A packaged chart; equal files give equal bytes. */
export interface PackedChart {
  readonly bytes: Buffer;
  readonly sha256: string;
}

const largest = 64 << 20;

/**
 * Writes Helm's package anew, with sorted names and without times and owners: Helm's own differs each time, so that
 * nobody could tell whether a version that is there is this one.
 */
export async function repack(file: string): Promise<PackedChart> {
  const entries: { readonly name: string; readonly bytes: Buffer }[] = [];
  let size = 0;
  const reading = createReadStream(file).pipe(createGunzip()).pipe(extract());
  for await (const entry of reading) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) {
      size += chunk.length;
      if (size > largest) throw tooLarge();
      chunks.push(chunk);
    }
    if (entry.header.type === 'file') entries.push({ name: entry.header.name, bytes: Buffer.concat(chunks) });
  }
  entries.sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name));
  const writing = pack();
  const written = collect(writing);
  for (const { name, bytes } of entries) {
    writing.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, bytes);
  }
  writing.finalize();
  const bytes = gzipSync(await written, { level: 9 });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function tooLarge(): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`path\` must be a chart of at most ${largest >> 20} MiB unpacked.`,
    {
      hint: 'List what does not belong to it in .helmignore. A cluster keeps releases up to 1 MiB.',
    },
  );
}
