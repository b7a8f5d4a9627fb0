import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../source-files.ts';
import type { Descriptor } from './layout.ts';
import { images } from './recipe.ts';
import type { BuiltFacts } from './report.ts';

const copy = mkdtempSync(join(tmpdir(), 'stepyard-rebuilt-'));
const second = join(copy, 'dist/images');
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('scripts/image/rebuilt', () => {
  it('gives the same digests in another folder, with nothing built before', () => {
    copyRepository();
    const args = [
      'scripts/image.ts',
      'artifact',
      'clone',
      '--fresh',
      '--unpinned',
      '--arm64',
      '--output',
      second,
    ];
    execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
    for (const name of ['base', 'tools', 'artifact', 'clone'])
      expect({ name, ...built(second, name) }).toEqual({ name, ...built(join(root, 'dist/images'), name) });
  }, 1_500_000);

  it('lays the base and what adds only a bundle out for arm64 too', () => {
    const index = readJson<{ readonly manifests: readonly Descriptor[] }>(join(second, 'index.json'));
    const platforms = index.manifests.map((one) => {
      const inner = readJson<{ readonly manifests?: readonly Descriptor[] }>(blob(one));
      return [
        one.annotations?.['org.opencontainers.image.ref.name'],
        (inner.manifests ?? [one]).map(({ platform }) => platform?.architecture),
      ];
    });
    const artifact = readJson<{ readonly version: string }>(join(root, 'catalog/generated/artifact.json'));
    const clone = readJson<{ readonly version: string }>(join(root, 'catalog/generated/clone.json'));
    expect(Object.fromEntries(platforms)).toEqual({
      [`${images}/base:node24`]: ['amd64', 'arm64'],
      [`${images}/artifact:${artifact.version}`]: ['amd64', 'arm64'],
      [`${images}/tools:bookworm`]: ['amd64'],
      [`${images}/clone:${clone.version}`]: ['amd64'],
    });
  });
});

/** The sources and the packages; the workspaces among these are links, and thereby the copy's own. */
function copyRepository(): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const path of listed.split('\0').filter((each) => each !== '' && existsSync(join(root, each))))
    cpSync(join(root, path), join(copy, path), { force: true });
  // Links would lead back: where a package lies is part of the name of a bundle's file.
  execFileSync('cp', ['-a', join(root, 'node_modules'), join(copy, 'node_modules')]);
}

function built(folder: string, name: string) {
  const { digest, id, layers } = readJson<BuiltFacts>(join(folder, 'built', `${name}.json`));
  return { digest, id, layers };
}

function blob({ digest }: Descriptor): string {
  return join(second, 'blobs', digest.replace(':', '/'));
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'));
}
