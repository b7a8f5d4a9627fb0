import { describe, expect, it } from 'vitest';
import { filesIn, setLab } from '../../test/support/artifact-sets.ts';

describe('templates/artifact/which-set', () => {
  it('restores the set of the latest run, whichever saved last', async () => {
    const lab = setLab();
    for (const number of [9, 11, 10])
      await lab.save('dist', { number: `${number}` }, { run: `app-${number}` });
    const restored = await lab.restore('dist', {}, { run: 'app-12' });
    expect(filesIn(restored.workspace)).toEqual({ number: '11' });
    expect(restored.outputs).toMatchObject({ run: 'app-11' });
  });

  it('restores the set of its own run before that of a later one', async () => {
    const lab = setLab();
    await lab.save('dist', { number: '1' }, { run: 'app-1' });
    await lab.save('dist', { number: '2' }, { run: 'app-2' });
    expect((await lab.restore('dist', {}, { run: 'app-1' })).outputs).toMatchObject({ run: 'app-1' });
  });

  it('restores the set of the latest attempt', async () => {
    const lab = setLab();
    await lab.save('dist', { try: 'first' }, { attempt: 9 });
    await lab.save('dist', { try: 'second' }, { attempt: 10 });
    expect(filesIn((await lab.restore('dist')).workspace)).toEqual({ try: 'second' });
  });

  it('restores what another pipeline saved, by its name or by that of its run', async () => {
    const lab = setLab();
    const of = { pipeline: 'app-2', project: 'shop' };
    await lab.save('dist', { number: '3' }, { ...of, run: 'app-2-3' });
    await lab.save('dist', { number: '4' }, { ...of, run: 'app-2-4' });
    const numberOf = async (action: object) => filesIn((await lab.restore('dist', action)).workspace).number;
    expect(await numberOf({ pipeline: 'app-2' })).toBe('4');
    expect(await numberOf({ pipeline: 'app-2', run: 'app-2-3' })).toBe('3');
    expect(await numberOf({ run: 'app-2-3' })).toBe('3');
    expect(await numberOf({})).toBeUndefined();
    expect((await lab.restore('dist', { pipeline: 'app-2' }, { project: 'other' })).status).toBe('failed');
  });

  it('says which sets there are where the one that is asked for is not', async () => {
    const lab = setLab();
    const nothing = await lab.restore('dist');
    expect(nothing.failure).toEqual({
      class: 'configuration',
      code: 'NOT_FOUND',
      message: '`name` must be that of a set which the pipeline `app` saved, got "dist".',
      hint: 'No set that it may restore was saved yet: a task with `action: save` does that.',
    });
    for (let number = 1; number <= 6; number += 1)
      await lab.save('docs', { number: `${number}` }, { run: `app-${number}` });
    const other = await lab.restore('dist', { run: 'web-7' });
    expect(other.failure?.message).toBe('`name` must be that of a set which web-7 saved, got "dist".');
    expect(other.failure?.hint).toBe(
      'The newest sets that it may restore are `docs` of app-6 (branch), `docs` of app-5 (branch), `docs` of app-4 (branch), `docs` of app-3 (branch), `docs` of app-2 (branch).',
    );
  });

  it('ends with a warning where a set may be missing', async () => {
    const lab = setLab();
    const { status, outputs, annotations, failure } = await lab.restore('dist', { optional: true });
    expect([status, outputs, failure]).toEqual(['warning', { files: 0, bytes: 0 }, undefined]);
    expect(annotations).toEqual([
      {
        level: 'warning',
        message: '`name` must be that of a set which the pipeline `app` saved, got "dist".',
      },
    ]);
  });

  it('saves once for each attempt: again with the same files changes nothing, with others is refused', async () => {
    const lab = setLab();
    const saved = await lab.save('dist', { a: 'a' });
    const [key] = lab.keys();
    const again = await lab.save('dist', { a: 'a' }, { start: 2 });
    expect(again.outputs).toEqual(saved.outputs);
    expect(again.log).toContain('Already saved 1 file, 1 byte as ');
    const sha256 = /[0-9a-f]{64}/;
    const other = await lab.save('dist', { a: 'b' });
    expect(other.failure).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(
        /^The set `dist` of app-1 must have the SHA-256 with which this attempt saved it, [0-9a-f]{64}, got [0-9a-f]{64}\.$/,
      ),
      hint: expect.stringContaining(`If runs are numbered anew, delete ${key} from file:///`),
    });
    expect(other.failure?.message.match(sha256)?.[0]).toBe(JSON.parse(JSON.stringify(saved.outputs)).sha256);
    expect(filesIn((await lab.restore('dist')).workspace)).toEqual({ a: 'a' });
    const retry = await lab.save('dist', { a: 'b' }, { attempt: 2 });
    expect(retry.outputs).toMatchObject({ set: expect.stringContaining('/app-1.2/') });
  });

  it('lets one task of a run save a set', async () => {
    const lab = setLab();
    await lab.save('dist', { a: 'a' }, { task: 'linux' });
    const second = await lab.save('dist', { a: 'b' }, { task: 'mac' });
    expect(second.failure).toEqual({
      class: 'dependency',
      code: 'CONFLICT',
      message: 'The set `dist` of app-1 must be saved by one task, but `linux` saves it too.',
      hint: 'Give each a name of its own, for instance with `${{ matrix.NAME }}` in it.',
    });
    expect(lab.keys()).toHaveLength(1);
  });

  it('leaves at most one set, and none that is mixed, where many tasks and runs save at once', async () => {
    const lab = setLab();
    const files = (text: string) => ({ a: text.repeat(50_000), b: text.repeat(90_000) });
    const saves = Array.from({ length: 6 }, (_, at) => lab.save('one', files(`${at}`), { task: `t-${at}` }));
    const twice = Array.from({ length: 4 }, () => lab.save('same', files('s')));
    const runs = Array.from({ length: 4 }, (_, at) => lab.save('many', files(`${at}`), { run: `app-${at}` }));
    const tasks = await Promise.all(saves);
    expect(tasks.filter(({ status }) => status === 'success').length).toBeLessThanOrEqual(1);
    expect(tasks.flatMap(({ failure }) => failure?.code ?? []).every((code) => code === 'CONFLICT')).toBe(
      true,
    );
    expect((await Promise.all(twice)).map(({ status }) => status)).toEqual(Array(4).fill('success'));
    expect((await Promise.all(runs)).map(({ status }) => status)).toEqual(Array(4).fill('success'));
    const winners = tasks.filter(({ status }) => status === 'success');
    const kept = lab.keys().filter((key) => key.includes('/one/'));
    expect(kept).toHaveLength(winners.length);
    for (const at of [0, 1, 2, 3]) {
      const { workspace } = await lab.restore('many', { run: `app-${at}` });
      expect(filesIn(workspace)).toEqual(files(`${at}`));
    }
    expect(filesIn((await lab.restore('same')).workspace)).toEqual(files('s'));
  });

  it('keeps as many sets as it is told, of the same pipeline and trust', async () => {
    const lab = setLab();
    const save = (number: number, more: object = {}, keep?: number) =>
      lab.run(
        { name: 'dist', action: { case: 'save', paths: ['**'], ...(keep !== undefined && { keep }) } },
        { workspace: lab.workspace({ number: `${number}` }), run: `app-${number}`, ...more },
      );
    for (const number of [1, 2, 3]) await save(number);
    await save(1, { trust: 'release' });
    await save(1, { pipeline: 'web', run: 'web-1' });
    const last = await save(4, {}, 2);
    expect(last.log).toContain('Deleted the older set of app-2\n');
    expect(lab.keys().map((key) => key.split('/').slice(2, 6).join(' '))).toEqual([
      'branch app dist app-3.1',
      'branch app dist app-4.1',
      'branch web dist web-1.1',
      'release app dist app-1.1',
    ]);
  });

  it('makes every part of a key safe, and reads it back', async () => {
    const lab = setLab();
    const strange = { project: '../商店 1', pipeline: '.', run: '..', task: 'a/b.c' };
    const saved = await lab.save('dist', { a: 'a' }, strange);
    expect(lab.keys()).toEqual([
      '..%2F%E5%95%86%E5%BA%97%201/sets/branch/%2E/dist/%2E%2E.1/a%2Fb.c/artifacts.pack'.replace(
        '..',
        '%2E%2E',
      ),
    ]);
    expect((await lab.restore('dist', {}, strange)).outputs).toEqual(saved.outputs);
    const long = { project: '商'.repeat(100), run: 'app-1' };
    const first = await lab.save('dist', { a: 'a' }, long);
    await lab.save('dist', { a: 'b' }, { ...long, project: `${long.project}店` });
    expect((await lab.restore('dist', {}, long)).outputs).toEqual(first.outputs);
    expect(lab.keys().every((key) => key.split('/').every((part) => part.length <= 200))).toBe(true);
  });
});
