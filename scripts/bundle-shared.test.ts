import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { sharedFolder, sharedLibraries, writeShared } from './bundle-shared.ts';
import { bundleEntries } from './bundle-step.ts';
import { root } from './source-files.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stepyard-shared-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const program = "import match from 'picomatch';\nconsole.log(match('*.ts')('a.ts'));\n";

/** Bundles this program; what stands at `picomatch` is its package. */
async function bundle(name: string, place: (picomatch: string) => void): Promise<string> {
  const folder = join(scratch, name);
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'main.ts'), program);
  place(join(folder, 'node_modules/picomatch'));
  const dist = join(folder, 'dist');
  const entries = { main: join(folder, 'main.ts') };
  await bundleEntries({ folder, dist, entries, shared: await sharedLibraries() });
  return dist;
}

const ours = dirname(createRequire(join(root, 'contract/package.json')).resolve('picomatch/package.json'));

function run(dist: string): string {
  return execFileSync(process.execPath, [join(dist, 'main.js')], { encoding: 'utf8' });
}

describe('scripts/bundle-shared', () => {
  it('gives of each library what its package gives', async () => {
    const libraries = await sharedLibraries();
    const folder = join(scratch, 'all');
    writeShared(libraries, folder);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const [name, workspace] of Object.entries({
      'https-proxy-agent': 'contract',
      picomatch: 'contract',
      saxes: 'runtime',
      yaml: 'runtime',
    })) {
      const source = createRequire(join(root, workspace, 'package.json')).resolve(name);
      const own: object = await import(pathToFileURL(source).href);
      const file = join(folder, libraries.of(source) ?? '');
      const shared: object = await import(pathToFileURL(file).href);
      const names = Object.keys(own).filter((each) => each !== 'module.exports');
      expect(Object.keys(shared).sort(), name).toEqual(names.sort());
    }
  });

  it('leaves a library out of a bundle that loads it, in a file that is the same in every one', async () => {
    const [one, other] = await Promise.all(
      ['one', 'other'].map((name) => bundle(name, (picomatch) => symlinkSync(ours, picomatch))),
    );
    expect(run(one ?? '')).toBe('true\n');
    expect(readFileSync(join(one ?? '', 'main.js')).length).toBeLessThan(500);
    const read = (dist = '') =>
      readdirSync(join(dist, sharedFolder)).map((name) => [
        name,
        readFileSync(join(dist, sharedFolder, name), 'utf8'),
      ]);
    expect(read(one).map(([name]) => name)).toEqual([
      expect.stringMatching(/^chunk-\w{8}\.js$/),
      expect.stringMatching(/^picomatch-\w{8}\.js$/),
    ]);
    expect(read(other)).toEqual(read(one));
    const inputs: string[] = JSON.parse(readFileSync(join(one ?? '', 'inputs.json'), 'utf8'));
    expect(inputs.map((path) => join(one ?? '', path))).toContain(join(ours, 'package.json'));
  });

  it('bundles another version of such a package as any other', async () => {
    const dist = await bundle('another', (picomatch) => {
      cpSync(ours, picomatch, { recursive: true });
      writeFileSync(join(picomatch, 'index.js'), 'module.exports = () => () => "another";');
    });
    expect(run(dist)).toBe('another\n');
    expect(readdirSync(dist).sort()).toEqual(['inputs.json', 'main.js', 'package.json']);
  });
});
