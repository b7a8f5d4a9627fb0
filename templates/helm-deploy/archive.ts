import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { StepError } from '@stepyard/contract';
import { extract } from 'tar-stream';

const limits = { bytes: 64 << 20, entries: 10_000, depth: 4 };

interface Tally {
  bytes: number;
  entries: number;
}

/**
 * Looks through a packaged chart before Helm reads it, charts within it too.
 * @throws StepError POLICY_REFUSED for what is no chart in good faith: links, names that lead out of it, too much
 */
export async function assertHarmless(file: string, shown: string): Promise<void> {
  await look(createReadStream(file), shown, { bytes: 0, entries: 0 }, 0);
}

async function look(packed: Readable, shown: string, tally: Tally, depth: number): Promise<void> {
  if (depth > limits.depth) throw refusal(shown, `must not hold charts within charts ${depth} deep`);
  const reading = extract();
  const done = pipeline(packed, createGunzip(), reading);
  // Whoever reads the entries is told of its end.
  done.catch(() => undefined);
  try {
    for await (const entry of reading) {
      const { name, type } = entry.header;
      assertName(shown, name, type ?? 'file');
      tally.entries++;
      if (tally.entries > limits.entries) throw refusal(shown, `must have at most ${limits.entries} files`);
      const nested = /(^|\/)charts\/[^/]+\.tgz$/.test(name);
      const chunks: Buffer[] = [];
      for await (const chunk of entry) {
        tally.bytes += chunk.length;
        if (tally.bytes > limits.bytes)
          throw refusal(shown, `must have at most ${limits.bytes >> 20} MiB unpacked`);
        if (nested) chunks.push(chunk);
      }
      if (nested) await look(Readable.from(chunks), `${shown}: ${name}`, tally, depth + 1);
    }
    await done;
  } catch (error) {
    if (error instanceof StepError) throw error;
    throw new StepError('INPUT_INVALID', `The chart ${shown} must be a packed archive (.tgz).`, {
      hint: 'Check what the place of the chart holds: it may be a page that says why there is none.',
      cause: error,
    });
  }
}

/** Directories of `pax` and the like come from tar itself. */
const kinds = new Set(['file', 'directory', 'contiguous-file', 'pax-header', 'pax-global-header']);

function assertName(shown: string, name: string, type: string): void {
  if (!kinds.has(type))
    throw refusal(shown, `must hold files only, and ${JSON.stringify(name)} is a ${type}`);
  const parts = name.split('/');
  if (name.startsWith('/') || parts.includes('..') || /[\\\0:]/.test(name))
    throw refusal(shown, `must have names that stay within it, and has ${JSON.stringify(name)}`);
}

function refusal(shown: string, rule: string): StepError {
  return new StepError('POLICY_REFUSED', `The chart ${shown} ${rule}.`, {
    hint: 'It was not given to Helm. Do not use it before you know who made it so.',
  });
}
