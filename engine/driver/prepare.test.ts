import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CacheBackend } from '../cache/cache-backend.ts';
import type { StartRequest } from '../executors/executor.ts';
import { samplePlan, type TaskSketch } from '../testing/plan.ts';
import { forkPush, sampleConfig, sampleSecrets } from '../testing/sample-sources.ts';
import { type TestOptions, type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';
import type { RunView } from './view.ts';

let at: TestScheduler;
afterEach(() => at.remove());

const expression = (text: string) => ({ expression: text });

/** Attempts that end at once, and what they were started with. */
function recorder() {
  const requests: StartRequest[] = [];
  const behave = (request: StartRequest) => {
    requests.push(request);
    return {};
  };
  return { requests, behave };
}

async function run(
  task: Partial<TaskSketch>,
  options: TestOptions = {},
  more: object = {},
): Promise<RunView> {
  at = await testScheduler({ secrets: sampleSecrets, config: sampleConfig, ...options });
  sampleSecrets.asked.length = 0;
  return at.ended(
    await at.submit(samplePlan([{ tasks: [{ id: 'a', ...task }] }]), { event: forkPush, ...more }),
  );
}

async function requestOf(task: Partial<TaskSketch>, options?: TestOptions): Promise<StartRequest> {
  const { requests, behave } = recorder();
  const view = await run(task, { ...options, behave });
  const [request] = requests;
  if (request === undefined)
    throw new Error(`Nothing was started: ${JSON.stringify(view.tasks[0]?.failure)}`);
  return request;
}

describe('engine/driver/prepare', () => {
  it('evaluates inputs, takes the rest from the event and from defaults', async () => {
    const request = await requestOf({ with: { number: expression('${{ length(event.branch) }}') } });
    expect(request.env).toEqual({
      INPUT_TEXT: 'plain',
      INPUT_NUMBER: '4',
      INPUT_URL: 'https://git.example/acme/app.git',
    });
    expect(JSON.parse(request.files.STEPYARD_EVENT ?? '')).toEqual(forkPush);
  });

  it('tells the step where it runs, and that its event is not to be trusted', async () => {
    const { files, workspace, claims } = await requestOf({
      env: { LEVEL: 'debug', TOKEN: expression('${{ secrets.T }}') },
    });
    const { deadline, ...facts } = JSON.parse(files.STEPYARD_TASK ?? '');
    expect(facts).toEqual({
      contract: 1,
      project: 'demo',
      pipeline: 'sample',
      run: 'sample-1',
      stage: 'stage-1',
      task: 'a',
      attempt: 1,
      start: 1,
      name: 'sample-1-a-1',
      suspendable: true,
      graceMs: 10_000,
      env: ['LEVEL', 'TOKEN'],
      secretEnv: ['TOKEN'],
      secrets: true,
      untrusted: true,
    });
    expect(Date.parse(deadline)).toBeGreaterThan(Date.now());
    expect(workspace).toBe(join(at.dataDir, 'runs', 'sample-1', 'workspace'));
    expect(claims).toBe(join(at.dataDir, 'runs', 'sample-1', 'claims', 'a'));
  });

  it('gives secrets as files, and to variables only where the author binds them', async () => {
    const request = await requestOf({
      with: { token: expression('${{ secrets.TOKEN }}') },
      env: { KEY: expression('${{ secrets.KEY }}'), PLAIN: 'x' },
    });
    expect(request.secretFiles).toEqual({ INPUT_TOKEN_FILE: 'value-of-TOKEN' });
    expect(request.secretEnv).toEqual({ KEY: 'value-of-KEY' });
    expect(request.env).not.toHaveProperty('KEY');
    expect(request.env.PLAIN).toBe('x');
    expect([...request.mask].sort()).toEqual(['value-of-KEY', 'value-of-TOKEN']);
  });

  it('asks for the secrets that tasks name, and for no others', async () => {
    await requestOf({ with: { token: expression('${{ secrets.TOKEN }}') } });
    expect(new Set(sampleSecrets.asked.flat())).toEqual(new Set(['TOKEN']));
  });

  it('masks in a task what tasks before it were given, also after a restart', async () => {
    const token = expression('${{ secrets.TOKEN }}');
    at = await testScheduler({ secrets: sampleSecrets, behave: () => ({ hold: true }) });
    const run = await at.submit(
      samplePlan([{ parallel: false, tasks: [{ id: 'a', with: { token } }, { id: 'b' }, { id: 'c' }] }]),
    );
    await at.until(run, ({ state }) => state === 'running');
    at.executor.release('sample-1-a-1');
    await at.until(run, ({ tasks }) => tasks[1]?.state === 'running');
    expect(at.executor.requests.get('sample-1-b-1')?.mask).toEqual(['value-of-TOKEN']);
    at = await at.restart();
    at.executor.release('sample-1-b-1', { outputs: { jar: 'made with value-of-TOKEN' } });
    const view = await at.until(run, ({ tasks }) => tasks[2]?.state === 'running');
    expect(view.tasks[1]?.outputs).toEqual({ jar: 'made with ***' });
    expect(at.executor.requests.get('sample-1-c-1')?.mask).toEqual(['value-of-TOKEN']);
  });

  it('hides a secret that stands in an input which does not say that it is secret', async () => {
    const request = await requestOf({
      with: { text: expression('Bearer ${{ secrets.TOKEN }}'), list: ['a', expression('${{ env.KEY }}')] },
      env: { KEY: expression('${{ secrets.KEY }}') },
    });
    expect(request.secretFiles).toEqual({
      INPUT_TEXT_FILE: 'Bearer value-of-TOKEN',
      INPUT_LIST_FILE: '["a","value-of-KEY"]',
    });
    expect(JSON.stringify([request.env, request.files])).not.toContain('value-of');
  });

  it('hides of a case with a secret the secret alone, so that the step can tell the case', async () => {
    const request = await requestOf({
      with: { auth: { case: 'token', username: 'ci', token: expression('${{ secrets.TOKEN }}') } },
    });
    expect(request.secretFiles).toEqual({ INPUT_AUTH__TOKEN_FILE: 'value-of-TOKEN' });
    expect(request.env).toMatchObject({ INPUT_AUTH: 'token', INPUT_AUTH__USERNAME: 'ci' });
    expect(request.mask).toEqual(['value-of-TOKEN']);
    await at.remove();
    const hidden = await requestOf({
      with: {
        auth: {
          case: expression("${{ inputs.mode || 'token' }}"),
          username: expression('${{ secrets.USER }}'),
          token: expression('${{ secrets.TOKEN }}'),
        },
      },
    });
    expect(hidden.secretFiles).toEqual({
      INPUT_AUTH__TOKEN_FILE: 'value-of-TOKEN',
      INPUT_AUTH__USERNAME_FILE: 'value-of-USER',
    });
    expect(hidden.env).toMatchObject({ INPUT_AUTH: 'token' });
  });

  it('gives config groups as variables, plain and secret, as the environment has them', async () => {
    const request = await requestOf({ config: ['database'], environment: 'production', env: { PORT: '1' } });
    expect(request.env).toMatchObject({ HOST: 'db.prod', PORT: '1', other: 'x' });
    expect(request.secretEnv).toEqual({ PASSWORD: 'value-of-DB' });
  });

  it('gives single entries of a config group to expressions', async () => {
    const request = await requestOf({
      with: { text: expression('${{ config.database.HOST }}:${{ config.database.PORT }}') },
      env: { PASSWORD: expression('${{ config.database.PASSWORD }}') },
    });
    expect(request.env.INPUT_TEXT).toBe('db.test:5432');
    expect(request.secretEnv).toEqual({ PASSWORD: 'value-of-DB' });
    expect(request.env).not.toHaveProperty('other');
  });

  it.each([
    [
      { with: { token: expression('${{ secrets.MISSING }}') } },
      'INPUT_MISSING',
      'The secret `MISSING` must be given.',
    ],
    [{ config: ['none'] }, 'INPUT_MISSING', 'The config group `none` must be given.'],
    [
      { with: { text: expression('${{ config.database.USER }}') } },
      'INPUT_MISSING',
      'The config group `database` must have `USER`.',
    ],
    [{ with: { number: 'seven' } }, 'INPUT_INVALID', '`number` must be an integer, got "seven".'],
    [{ with: { nummber: 1 } }, 'INPUT_UNKNOWN', '`nummber` is not an input of `sample`.'],
    [
      { env: { A: expression('${{ fromJson(event.branch) }}') } },
      'INPUT_INVALID',
      '`env.A`: `fromJson` must be given JSON, got "main".',
    ],
    [
      { template: 'gone', version: '2.0.0' },
      'NOT_FOUND',
      'The catalog of the scheduler must have the template `gone` in version 2.0.0.',
    ],
  ])('starts nothing and says why: %j', async (task, code, message) => {
    const view = await run(task);
    expect(view.tasks[0]?.failure).toMatchObject({ class: 'configuration', code, message });
    expect(at.executor.started).toEqual([]);
  });

  it('skips a task whose condition is false, although its secrets are missing', async () => {
    const when = expression("${{ event.branch == 'release' && env.LEVEL == 'debug' }}");
    const view = await run({ when, env: { LEVEL: 'debug', TOKEN: expression('${{ secrets.MISSING }}') } });
    expect(view.tasks[0]).toMatchObject({ state: 'skipped', skipped: 'when' });
    expect(sampleSecrets.asked).toEqual([]);
  });

  it('asks the variables of a task in its condition', async () => {
    const when = expression("${{ env.HOST == 'db.test' && env.LEVEL == 'debug' }}");
    const view = await run({ when, config: ['database'], env: { LEVEL: expression("${{ 'debug' }}") } });
    expect(view.tasks[0]?.state).toBe('success');
  });

  it('lets no secret into a matrix, nor into a message about a wrong value', async () => {
    const matrix = { values: { part: expression("${{ split(config.database.PASSWORD, ',') }}") } };
    const [first] = (await run({ matrix })).tasks;
    expect(first?.failure?.message).toBe('`matrix` must not hold a secret.');
    await at.remove();
    const second = await run({ with: { number: expression('${{ config.database.PASSWORD }}') } });
    expect(second.tasks[0]?.failure?.message).toBe('`number` must be an integer, got "***".');
  });

  it('T5.4: asks for the caches of a task by the setting that holds for it', async () => {
    const asked: (string | undefined)[] = [];
    const backend: CacheBackend = {
      name: 'memory',
      canSupport: async () => true,
      setUp: async (request) => {
        asked.push(`${request.task} ${request.path} ${request.trust} ${request.key}`);
        return { name: request.cache, path: '/cache', request };
      },
      tearDown: async () => ({ saved: false, savedBytes: 0 }),
    };
    at = await testScheduler({ caches: [backend] });
    const tasks = [
      { id: 'a', cache: { enabled: true } },
      { id: 'b', cache: { enabled: false } },
      { id: 'c', cache: { enabled: true, path: 'shared' } },
    ];
    await at.ended(await at.submit(samplePlan([{ parallel: false, tasks }]), { event: forkPush }));
    const key = `sample@1/${process.platform}-${process.arch}`;
    expect(asked).toEqual([`a undefined fork ${key}`, `c shared fork ${key}`]);
  });

  it('reads the secrets of a run from the file that it was submitted with', async () => {
    const { requests, behave } = recorder();
    at = await testScheduler({ behave });
    const secretsFile = join(at.dataDir, 'secrets.yaml');
    await writeFile(secretsFile, 'TOKEN: from file', { mode: 0o600 });
    const plan = samplePlan([{ tasks: [{ id: 'a', with: { token: expression('${{ secrets.TOKEN }}') } }] }]);
    await at.ended(await at.submit(plan, { secretsFile }));
    expect(requests[0]?.secretFiles).toEqual({ INPUT_TOKEN_FILE: 'from file' });
    const view = await at.ended(await at.submit(plan, { secretsFile: join(at.dataDir, 'none.yaml') }));
    expect(view.tasks[0]?.failure?.message).toBe('The secret `TOKEN` must be given.');
  });

  it('refuses what the executor cannot do before anything starts', async () => {
    at = await testScheduler();
    const plan = samplePlan([{ tasks: [{ id: 'a', image: 'node:24' }] }]);
    await expect(at.submit(plan)).rejects.toMatchObject({
      message: 'The task `a` has `image`, which the executor `process` cannot do.',
      hint: 'Choose another executor, or leave it out.',
    });
    await expect(at.submit(samplePlan([]), { executor: 'docker' })).rejects.toThrow(
      'The scheduler must have the executor "docker".',
    );
  });
});
