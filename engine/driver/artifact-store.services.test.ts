import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectArtifacts, openArtifactStore } from '@stepyard/contract/artifacts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type S3Service, startS3 } from '../../test/support/versitygw.ts';
import { samplePlan } from '../testing/plan.ts';
import { type TestScheduler, testScheduler } from '../testing/test-scheduler.ts';

let s3: S3Service;
let at: TestScheduler;
let directory: string;
let configFile: string;
let given: ReadonlyMap<string, string>;

beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3?.stop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepyard-store-'));
  configFile = join(directory, 'config.yaml');
  const { bucket, endpoint, accessKeyId } = s3;
  const artifacts = {
    store: `s3://${bucket}/ci`,
    endpoint,
    accessKeyId,
    secretAccessKey: { secret: 'S3_KEY' },
  };
  await writeFile(configFile, JSON.stringify({ artifacts }));
  given = new Map([['S3_KEY', s3.secretAccessKey]]);
  at = await testScheduler({ behave: () => ({ hold: true }), secrets: { get: async () => given } });
});
afterEach(async () => {
  await at.remove();
  await rm(directory, { recursive: true });
});

/** A run that keeps two files, as the runtime of a step keeps them. */
async function keep(): Promise<string> {
  const artifacts = [{ path: '*.jar' }];
  const run = await at.submit(samplePlan([{ tasks: [{ id: 'a', artifacts }] }]), { configFile });
  await at.until(run, ({ state }) => state === 'running');
  const request = at.executor.requests.get(`${run}-a-1`);
  const { artifacts: told, secrets } = JSON.parse(request?.files.STEPYARD_TASK ?? '');
  expect([told, secrets]).toEqual([{ store: `s3://${s3.bucket}/ci`, keep: artifacts }, true]);
  expect(request?.mask).toContain(s3.secretAccessKey);
  expect(JSON.stringify([request?.env, request?.files])).not.toContain(s3.secretAccessKey);
  const workspace = request?.workspace ?? '';
  await mkdir(workspace, { recursive: true });
  for (const name of ['one.jar', 'two.jar']) await writeFile(join(workspace, name), name);
  const options = { s3: JSON.parse(request?.secretFiles.STEPYARD_S3_FILE ?? '') };
  const store = await openArtifactStore(told.store, options);
  const { entries } = await collectArtifacts({
    workspace,
    patterns: artifacts,
    store,
    prefix: `demo/${run}/a`,
  });
  at.executor.release(`${run}-a-1`, { files: { 'artifacts.json': JSON.stringify(entries) } });
  await at.ended(run);
  return run;
}

async function keysLeft(): Promise<readonly string[]> {
  const keys: string[] = [];
  const store = await openArtifactStore(`s3://${s3.bucket}`, { s3 });
  for await (const { key } of store.list('')) keys.push(key);
  return keys;
}

async function textOf(bytes: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('engine/driver/artifact-store', () => {
  it('keeps, lists, gives and removes artifacts in the S3 store of the configuration', async () => {
    const run = await keep();
    expect((await at.scheduler.artifacts(run)).map(({ name, size }) => [name, size])).toEqual([
      ['one.jar', 7],
      ['two.jar', 7],
    ]);
    expect(await textOf(await at.scheduler.download({ run, name: 'two.jar' }))).toBe('two.jar');
    expect(await keysLeft()).toHaveLength(1);
    const [one, ...others] = await at.scheduler.artifacts(run);
    await at.scheduler.removeArtifacts(one === undefined ? [] : [one]);
    expect(await keysLeft()).toHaveLength(1);
    await at.scheduler.removeArtifacts(others);
    expect(await keysLeft()).toEqual([]);
  });

  it('leaves nothing of a run that is removed, and keeps the run where its artifacts cannot be', async () => {
    const run = await keep();
    given = new Map();
    await expect(at.scheduler.delete(run)).rejects.toThrow('The artifact store needs the secret `S3_KEY`.');
    expect(await at.scheduler.get(run)).toBeDefined();
    given = new Map([['S3_KEY', s3.secretAccessKey]]);
    expect(await at.scheduler.delete(run)).toBe(true);
    expect([await keysLeft(), await at.scheduler.get(run)]).toEqual([[], undefined]);
  });

  it('says which secret a task that keeps artifacts lacks', async () => {
    given = new Map();
    const plan = samplePlan([{ tasks: [{ id: 'a', artifacts: [{ path: '*' }] }] }]);
    const view = await at.ended(await at.submit(plan, { configFile }));
    expect(view.tasks[0]?.failure).toMatchObject({
      code: 'INPUT_MISSING',
      message: 'The artifact store needs the secret `S3_KEY`.',
      hint: 'Put it into the file of `--secrets`, or set `STEPYARD_SECRET_S3_KEY`.',
    });
  });
});
