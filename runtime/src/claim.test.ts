import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StepError } from '@stepyard/contract';
import { describe, expect, it } from 'vitest';
import { createClaim } from './claim.ts';
import { bundleFixture } from './fixtures/bundle-fixture.ts';
import type { Effect } from './step.ts';
import { scratchDirectory } from './testing/index.ts';

const main = await bundleFixture('claim-main');

/** One container of a start of an attempt, as a claimer. */
function container(place: string, attempt: number, start = 1) {
  return createClaim({ run: 'shop-7', task: 'deploy', attempt, start }, { STEPYARD_CLAIM: place });
}

function effect(parts: Partial<Effect<string>> = {}): Effect<string> & { performed: string[] } {
  const performed: string[] = [];
  return {
    name: 'publish',
    performed,
    async perform(key) {
      performed.push(key);
      return 'published';
    },
    ...parts,
  };
}

const dropped = new StepError('UNREACHABLE', 'the connection dropped.', { hint: 'Wait.' });

function entry(place: string, file = 'publish.json'): unknown {
  return JSON.parse(readFileSync(join(place, file), 'utf8'));
}

describe('runtime/claim', () => {
  it('does the effect at once without a platform', async () => {
    const publish = effect();
    expect(await createClaim(undefined, {})(publish)).toBe('published');
    expect(publish.performed).toEqual(['by-hand-step-publish']);
  });

  it('does the effect once, and writes down what it gave', async () => {
    const place = scratchDirectory();
    const publish = effect();
    expect(await container(place, 1)(publish)).toBe('published');
    expect(publish.performed).toEqual(['shop-7-deploy-publish']);
    expect(entry(place)).toEqual({
      attempt: 1,
      start: 1,
      key: 'shop-7-deploy-publish',
      state: 'done',
      result: 'published',
    });
  });

  it('does nothing new in a start that has only to undo, and still gives what was done', async () => {
    const place = scratchDirectory();
    const task = { run: 'shop-7', task: 'deploy', attempt: 1, start: 2, cancelled: true } as const;
    const publish = effect();
    const env = { STEPYARD_CLAIM: place };
    await expect(createClaim(task, env)(publish)).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'the task was cancelled before `publish` was done.',
    });
    expect(publish.performed).toEqual([]);
    await container(place, 1)(publish);
    expect(await createClaim(task, env)(publish)).toBe('published');
    expect(publish.performed).toHaveLength(1);
  });

  it('takes the place as a URL too', async () => {
    const place = scratchDirectory();
    await container(pathToFileURL(place).href, 1)(effect());
    expect(entry(place)).toMatchObject({ state: 'done' });
  });

  it.each([
    ['a later attempt', 2, 1],
    ['a resumption', 1, 2],
  ])('takes over the result in %s', async (_, attempt, start) => {
    const place = scratchDirectory();
    await container(place, 1)(effect());
    const again = effect();
    expect(await container(place, attempt, start)(again)).toBe('published');
    expect(again.performed).toEqual([]);
  });

  it('ends a second container of the same start as SUPERSEDED', async () => {
    const place = scratchDirectory();
    await container(place, 1)(effect());
    const again = effect();
    await expect(container(place, 1)(again)).rejects.toMatchObject({
      code: 'SUPERSEDED',
      message: '`publish` was not done here: another container of the same start has taken it.',
      hint: 'Nothing has to be done; look at the result of the other one.',
    });
    expect(again.performed).toEqual([]);
  });

  it('ends an older attempt as SUPERSEDED', async () => {
    const place = scratchDirectory();
    await container(place, 2)(effect());
    await expect(container(place, 1)(effect())).rejects.toMatchObject({
      code: 'SUPERSEDED',
      message: '`publish` was not done here: attempt 2, start 1 has taken it over.',
    });
  });

  it('asks the outside system what an earlier attempt came to', async () => {
    const place = scratchDirectory();
    await expect(container(place, 1)(effect({ perform: () => Promise.reject(dropped) }))).rejects.toBe(
      dropped,
    );
    expect(entry(place)).toMatchObject({ state: 'claimed', attempt: 1 });
    const asked: string[] = [];
    const found = effect({
      async find(key) {
        asked.push(key);
        return 'found there';
      },
    });
    expect(await container(place, 2)(found)).toBe('found there');
    expect(asked).toEqual(['shop-7-deploy-publish']);
    expect(found.performed).toEqual([]);
    expect(entry(place, 'publish@2.json')).toMatchObject({
      state: 'done',
      attempt: 2,
      result: 'found there',
    });
  });

  it('does it when the outside system knows nothing of it', async () => {
    const place = scratchDirectory();
    await expect(container(place, 1)(effect({ perform: () => Promise.reject(dropped) }))).rejects.toBe(
      dropped,
    );
    const publish = effect({ find: async () => undefined });
    expect(await container(place, 2)(publish)).toBe('published');
    expect(publish.performed).toHaveLength(1);
  });

  it('fails with OUTCOME_UNKNOWN where nobody can be asked', async () => {
    const place = scratchDirectory();
    await expect(container(place, 1)(effect({ perform: () => Promise.reject(dropped) }))).rejects.toBe(
      dropped,
    );
    const publish = effect();
    await expect(container(place, 2)(publish)).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: '`publish` may have been done: attempt 1 began it and ended without saying how it went.',
      hint: 'Look for shop-7-deploy-publish in the outside system; start a new run if it was not done.',
    });
    expect(publish.performed).toEqual([]);
  });

  it('tries again after a refusal, when it is certain that nothing was done', async () => {
    const place = scratchDirectory();
    const refused = new StepError('AUTH_FAILED', 'the registry refused the token.', { hint: 'Renew it.' });
    await expect(container(place, 1)(effect({ perform: () => Promise.reject(refused) }))).rejects.toBe(
      refused,
    );
    expect(entry(place)).toMatchObject({ state: 'refused' });
    expect(await container(place, 2)(effect())).toBe('published');
  });

  it('takes over the result of an attempt that ends while it is being asked about', async () => {
    const place = scratchDirectory();
    const told = Promise.withResolvers<string>();
    const slow = container(place, 1)(effect({ perform: () => told.promise }));
    const failure = expect(slow).rejects.toMatchObject({ code: 'SUPERSEDED' });
    const publish = effect({
      async find() {
        told.resolve('published late');
        return 'found there';
      },
    });
    expect(await container(place, 2)(publish)).toBe('found there');
    await failure;
  });

  it('asks again when the same step claims once more', async () => {
    const place = scratchDirectory();
    const claim = container(place, 1);
    await expect(claim(effect({ perform: () => Promise.reject(dropped) }))).rejects.toBe(dropped);
    expect(await claim(effect({ find: async () => 'found there' }))).toBe('found there');
    const again = effect();
    expect(await claim(again)).toBe('found there');
    expect(again.performed).toEqual([]);
  });

  it('keeps effects apart by name, and refuses a name that is no file name', async () => {
    const place = scratchDirectory();
    const claim = container(place, 1);
    await claim(effect({ name: 'comment-KK-134' }));
    await claim(effect({ name: 'comment-KK-1' }));
    expect(entry(place, 'comment-KK-1.json')).toMatchObject({ key: 'shop-7-deploy-comment-KK-1' });
    await expect(claim(effect({ name: '../x' }))).rejects.toMatchObject({
      message:
        'the name of an effect must consist of letters, digits, dots, dashes and underscores, got "../x".',
    });
  });

  it('refuses a damaged entry and a place that is no directory', async () => {
    const place = scratchDirectory();
    writeFileSync(join(place, 'publish.json'), '{"attempt":1}');
    await expect(container(place, 2)(effect())).rejects.toMatchObject({
      code: 'INTERNAL',
      message: `the claim ${JSON.stringify(join(place, 'publish.json'))} is damaged.`,
    });
    await expect(container('gs://bucket/x', 2)(effect())).rejects.toMatchObject({
      message: '`STEPYARD_CLAIM` must be a directory or `s3://bucket/prefix`, got "gs://bucket/x".',
    });
  });

  it('gives one effect for many containers of one start that run at once', async () => {
    const place = scratchDirectory();
    const ledger = join(scratchDirectory(), 'ledger');
    const ends = await Promise.all(
      Array.from({ length: 6 }, () => ended(claimer(place, ledger, { attempt: 1, start: 1 }))),
    );
    expect(ends.sort()).toEqual([0, 1, 1, 1, 1, 1]);
    expect(readFileSync(ledger, 'utf8')).toBe('shop-7-deploy-publish by 1.1\n');
  });

  it('does nothing twice when it was killed in the middle of it', async () => {
    const place = scratchDirectory();
    const ledger = join(scratchDirectory(), 'ledger');
    const first = claimer(place, ledger, { attempt: 1, start: 1 }, 60_000);
    await new Promise((resolve) => first.stdout?.once('data', resolve));
    first.kill('SIGKILL');
    await ended(first);
    expect(await ended(claimer(place, ledger, { attempt: 2, start: 1 }))).toBe(1);
    expect(readFileSync(ledger, 'utf8')).toBe('shop-7-deploy-publish by 1.1\n');
  });
});

function claimer(
  place: string,
  ledger: string,
  start: { attempt: number; start: number },
  ms = 0,
): ChildProcess {
  const task = join(scratchDirectory(), 'task.json');
  const names = { project: 'p', pipeline: 'shop', run: 'shop-7', stage: 's', task: 'deploy', name: 'n' };
  writeFileSync(task, JSON.stringify({ contract: 1, ...names, ...start }));
  const env = { PATH: process.env.PATH, STEPYARD_TASK: task, STEPYARD_CLAIM: place, INPUT_LEDGER: ledger };
  return spawn(process.execPath, [main], { env: { ...env, INPUT_MS: String(ms) }, cwd: place });
}

async function ended(child: ChildProcess): Promise<number | null> {
  return await new Promise((resolve) => child.once('close', resolve));
}
