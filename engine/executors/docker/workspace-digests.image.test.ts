import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestsOf } from '../../cache/key-files.ts';
import { findEngine } from '../../docker/engine.ts';
import { containerTest } from './container-test.ts';
import { createContext } from './context.ts';
import { workspaceDigests } from './workspace-digests.ts';

const test = containerTest();
const place = join(test.home, 'place');
const engine = findEngine();
const options = { directory: place, environment: {} };
const here = createContext({ ...options, engine }, new AbortController().signal);
/** The same one, as if it were on another machine. */
const away = createContext(
  { ...options, engine: { ...engine, address: 'tcp://build.example:2376' } },
  new AbortController().signal,
);

const patterns = [['**/*.lock', '**/pom.xml'], ['**/.mvn/extensions.xml'], ['{web,api}/package.json'], []];

describe('engine/executors/docker/workspace-digests', () => {
  it('finds the files that a cache depends on, on an engine here and elsewhere alike', async () => {
    const workspace = join(test.home, 'workspace');
    const paths = ['a.lock', '.b.lock', 'x/y/z/pom.xml', 'x/.mvn/extensions.xml', 'web/package.json'];
    for (const path of [...paths, 'a/b/c/d/e/f.lock', 'node_modules/a.lock', 'other.txt', 'x/package.json']) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), randomBytes(9));
    }
    symlinkSync('/etc/passwd', join(workspace, 'passwd.lock'));
    symlinkSync('/etc', join(workspace, 'etc'));
    const wanted = await Promise.all(patterns.map((one) => digestsOf(workspace, one)));
    expect(wanted.map((found) => [...found.keys()].sort())).toEqual([
      ['.b.lock', 'a.lock', 'x/y/z/pom.xml'],
      ['x/.mvn/extensions.xml'],
      ['web/package.json'],
      [],
    ]);
    await test.executor.shared?.open('test-1', { directory: workspace });
    for (const context of [here, away]) {
      expect(await workspaceDigests(context, 'test-1', '', patterns)).toEqual(wanted);
      expect(await workspaceDigests(context, 'test-1', 'x/y', [['**/pom.xml']])).toEqual([
        await digestsOf(join(workspace, 'x/y'), ['**/pom.xml']),
      ]);
      for (const below of ['etc', 'gone'])
        expect(await workspaceDigests(context, 'test-1', below, [['**/*']])).toEqual([new Map()]);
    }
  });
});
