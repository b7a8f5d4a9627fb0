import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOverlayBench, listing, type OverlayBench } from './overlay-bench.ts';

/** Names that shells, tar, mounts and this code could take for something else. */
const names = [
  'a',
  'b',
  '-rf',
  'x y',
  'n\nl',
  'ü漢',
  '.wh.a',
  '$(id)',
  'c,d:e\\f',
  "q'u",
  '%2f',
  'opaque',
  'a=b*',
];

const place = fc
  .array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  .map((parts) => quote(`./${parts.join('/')}`));

const change = fc.oneof(
  fc.tuple(place, fc.nat(9)).map(([path, text]) => `mkdir -p "$(dirname ${path})" && echo ${text} > ${path}`),
  place.map((path) => `mkdir -p ${path}`),
  place.map((path) => `rm -rf ${path}`),
  place.map((path) => `rm -rf ${path}; mkdir -p ${path}`),
  fc.tuple(place, place).map(([from, to]) => `mv -T ${from} ${to}`),
  fc.tuple(place, place).map(([from, to]) => `ln -sfT ${from} ${to}`),
  fc.tuple(place, fc.constantFrom('700', '755', '644', '500')).map(([path, mode]) => `chmod ${mode} ${path}`),
  place.map((path) => `touch ${path}`),
);

const attempts = fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { minLength: 9, maxLength: 14 });

describe('engine/cache/overlay/plain-directory', () => {
  it('is, after any attempts and however many layers were made one, what a directory is that all wrote to', async () => {
    const bench = createOverlayBench();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(attempts, async (scripts) => {
        count += 1;
        await compare(bench, scripts, `k/${count}`);
      }),
      { numRuns: 6, seed: 20261121, endOnFailure: false },
    );
  });
});

async function compare(bench: OverlayBench, scripts: readonly string[][], key: string): Promise<void> {
  const plain = join(bench.root, '..', 'plain', key);
  mkdirSync(plain, { recursive: true });
  // Nothing seeds it but its own attempts.
  const more = { key, pipeline: key };
  for (const script of scripts) {
    const text = `set +e; exec 2>/dev/null\n${script.join('\n')}\n:`;
    const { said } = await bench.step(`(${listing})\n${text}`, more);
    expect(said).toBe(list(plain));
    execFileSync('/bin/sh', ['-c', text], { cwd: plain });
  }
  expect((await bench.step(listing, more)).said).toBe(list(plain));
}

function list(directory: string): string {
  return execFileSync('/bin/sh', ['-ec', listing], { cwd: directory, encoding: 'utf8' });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
