import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../engine/executors/executor-suite.ts';
import { statesOf } from '../../engine/testing/test-scheduler.ts';
import { type DockerScheduler, dockerScheduler, work } from '../support/docker-scheduler.ts';

let at: DockerScheduler;
beforeAll(async () => {
  const title = { en: 'Repository', zh: '仓库' };
  at = await dockerScheduler({ caches: { repository: { title } } });
});
afterAll(() => at?.remove());

/** Files that hold what was kept, by how their path ends. */
function keptFiles(ending: string): string[] {
  const paths = readdirSync(at.cache, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(at.cache, path))
    .filter((path) => statSync(path).isFile());
  if (paths.length === 0) throw new Error(`nothing that ends with ${ending} is kept`);
  return paths;
}

const damages: readonly [what: string, ending: string, damage: (path: string) => void][] = [
  ['a file was changed', '/tree/a', (path) => writeFileSync(path, 'other\n')],
  ['a file is missing', '/tree/a', (path) => rmSync(path)],
  ['the list of files was cut', '/manifest', (path) => truncateSync(path, 20)],
  ['a layer is missing', '/tree/a', (path) => rmSync(dirname(dirname(path)), { recursive: true })],
];

/** What a task finds in its cache, and leaves there. */
async function visit(leaves: string, { before = '', project = 'demo' } = {}): Promise<string> {
  const script = `${before} cd "$STEPYARD_CACHE_REPOSITORY"; cat a b 2>/dev/null; echo ${leaves} > a; echo ${leaves} > b`;
  const tasks = [work('visit', script, { cache: { enabled: true } })];
  const view = await at.run([{ tasks }], project);
  expect(statesOf(view)).toEqual({ visit: 'success', run: 'success' });
  return textOf(at.scheduler.logs({ run: view.run, task: 'visit' }));
}

describe('test/pipelines/docker-cache-faults', () => {
  it.each(damages)('T5.9: a run on docker starts cold and succeeds where %s', async (_, ending, damage) => {
    await visit('one');
    expect(await visit('two')).toBe('one\none\n');
    for (const path of keptFiles(ending)) damage(path);
    expect(await visit('three')).toBe('');
    expect(await visit('four')).toBe('three\nthree\n');
    rmSync(at.cache, { recursive: true });
  });

  it('T5.8: another project finds nothing of it on docker, where its tasks are called alike', async () => {
    expect(await visit('mine', { project: 'first' })).toBe('');
    expect(await visit('theirs', { project: 'second' })).toBe('');
    expect(await visit('mine again', { project: 'first' })).toBe('mine\nmine\n');
  });

  it('T5.6: two runs at once share what was kept, both succeed, and what they leave can be read', async () => {
    await visit('one');
    const both = await Promise.all(['two', 'three'].map((word) => visit(word, { before: 'sleep 2;' })));
    expect(both).toEqual(['one\none\n', 'one\none\n']);
    expect(['two\ntwo\n', 'three\nthree\n']).toContain(await visit('four'));
  });
});
