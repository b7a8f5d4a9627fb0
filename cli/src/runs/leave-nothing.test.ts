import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

const pipeline = `stepyard: 1
name: left
source: {}
stages:
  - name: main
    tasks:
      - id: keep
        template: script
        with: { script: { case: inline, text: 'echo kept > kept.txt; exit 3' } }
        artifacts: [{ path: kept.txt, when: always }]
`;

let at: Place;
beforeAll(() => {
  at = makePlace('left');
  at.write({ 'left.yaml': pipeline });
});
afterAll(() => at.remove());

/** Paths below the data directory of what has, or speaks of, a run. */
function traces(run: string): readonly string[] {
  const all = readdirSync(at.data, { recursive: true, encoding: 'utf8' });
  const files = all.filter((name) => statSync(join(at.data, name)).isFile());
  const named = all.filter((name) => name.includes(run));
  // The number of a run is never given again, so it stays in the register; the caches say which run wrote them.
  const telling = files.filter(
    (name) => !/^(register|cache\/|index\.sqlite|process\/compile-cache)/.test(name),
  );
  return [...named, ...telling.filter((name) => readFileSync(join(at.data, name)).includes(run))];
}

describe('cli/runs delete', () => {
  it('leaves nothing of a run: no log, artifact, workspace, attempt or request', async () => {
    expect((await at.stepyard(['run', 'left.yaml'])).status).toBe(1);
    expect(traces('left-1').length).toBeGreaterThan(3);
    expect((await at.stepyard(['runs', 'delete', 'left-1'])).status).toBe(0);
    expect(traces('left-1')).toEqual([]);
    for (const directory of ['runs', 'artifacts', 'process/attempts', 'spool', 'sources']) {
      expect([directory, readdirSync(join(at.data, directory))]).toEqual([directory, []]);
    }
    expect((await at.stepyard(['artifacts', 'list', 'left-1'])).status).toBe(1);
    expect((await at.stepyard(['run', 'left.yaml'])).out).toContain('left-2');
  });
});

describe('cli/cache clear', () => {
  it('leaves no content of the caches, only whose they are and how often they were read and written', async () => {
    expect((await at.stepyard(['cache', 'clear', '--all-projects'])).status).toBe(0);
    const all = readdirSync(join(at.data, 'cache'), { recursive: true, encoding: 'utf8' });
    const files = all.filter((name) => statSync(join(at.data, 'cache', name)).isFile());
    const counts = new Set(['bound.json', 'cache.json', 'reads', 'writes']);
    expect(files.filter((name) => !counts.has(basename(name)))).toEqual([]);
  });
});
