import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
});
afterAll(() => at.remove());

/** A template with a cache, kept as a folder. */
const keeper = {
  '../more/keep/template.json': JSON.stringify({
    manifest: 1,
    name: 'keep',
    version: '1.0.0',
    title: { en: 'Keep', zh: '保留' },
    help: { en: 'Keeps a file.', zh: '保留文件。' },
    category: 'build',
    inputs: {},
    outputs: {},
    caches: { downloads: { title: { en: 'Downloads', zh: '下载' } } },
    repeatable: true,
    examples: [],
  }),
  '../more/keep/main.js': `
const { writeFileSync, existsSync } = require('node:fs');
const { STEPYARD_CACHE_DOWNLOADS: cache, STEPYARD_OUT: out } = process.env;
console.log(existsSync(cache + '/kept') ? 'warm' : 'cold');
writeFileSync(cache + '/kept', 'x'.repeat(1000));
const now = new Date().toISOString();
writeFileSync(out + '/result.json', JSON.stringify({ contract: 1, status: 'success', outputs: {}, startedAt: now, finishedAt: now }));
`,
  'keep.yaml': `stepyard: 1\nname: keep\nstages: [{ name: main, tasks: [{ template: keep }] }]\n`,
};

const ok = async (...args: string[]) => {
  const { status, out, err } = await at.stepyard([...args, '--catalog', '../more']);
  expect([status, err]).toEqual([0, '']);
  return out;
};

describe('cli/cache', () => {
  it('lists, clears and prunes what is kept, of this project only', async () => {
    at.write(keeper);
    expect(await ok('cache', 'list')).toBe('Nothing is kept.\n');
    expect(await ok('run', 'keep.yaml')).toContain('keep │ cold');
    expect(await ok('run', 'keep.yaml')).toContain('keep │ warm');
    const list = await ok('cache', 'list');
    expect(
      list.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, 'WHEN               '),
    ).toBe(`CACHE           OF    TRUST   SIZE    FILES  READS  WRITES  TASK  USED                 WRITTEN BY
keep/downloads  keep  branch  1.0 kB  1      1      1       keep  WHEN                 keep-1
`);
    expect(JSON.parse(await ok('cache', 'list', '--json'))).toMatchObject([
      { template: 'keep', files: 1, reads: 1, writes: 1, boundTo: { pipeline: 'keep' } },
    ]);
    expect(await ok('cache', 'clear', '--project', 'other')).toBe('Dropped 0 entries, 0 B freed.\n');
    expect(await ok('cache', 'prune', '--unused', '1h')).toBe('Dropped 0 entries, 0 B freed.\n');
    expect(JSON.parse(await ok('cache', 'prune', '--max-size', '0', '--json'))).toMatchObject({ entries: 1 });
    expect(await ok('run', 'keep.yaml')).toContain('keep │ cold');
    expect(await ok('cache', 'clear', '--template', 'keep')).toBe('Dropped 1 entry, 1.0 kB freed.\n');
  });

  it('wants limits, with their units', async () => {
    const none = await at.stepyard(['cache', 'prune']);
    expect([none.status, none.err]).toEqual([
      2,
      'stepyard: `cache prune` must be given --unused or --max-size.\n  Write for instance --max-size 10Gi.\n',
    ]);
    const wrong = await at.stepyard(['cache', 'prune', '--unused', 'a month']);
    expect([wrong.status, wrong.err]).toEqual([
      2,
      'stepyard: `--unused` must be a duration such as 720h, got "a month".\n  Write it with its unit.\n',
    ]);
  });
});
