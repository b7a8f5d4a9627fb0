import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { bundleStep } from '../../scripts/bundle-step.ts';
import { type S3Service, startS3 } from '../support/versitygw.ts';
import { type BenchReport, type BenchRow, compare, takeTurns } from './report.ts';

const works = [
  { what: '1 × 256 MB', count: 1, size: 256_000_000, up: 1, down: 1 },
  { what: '2,000 × 12 kB', count: 2000, size: 12_000, up: 15, down: 25 },
  { what: '20,000 × 1 kB', count: 20_000, size: 1000, up: 15, down: 25 },
] as const;

type Work = (typeof works)[number];

/** Artifacts to an S3 service on loopback and back, beside awscli and rclone; each contender is a process. */
export async function bench(): Promise<BenchReport> {
  const aws = find('aws', 'apt-get install awscli');
  const rclone = find('rclone', 'apt-get install rclone');
  // In memory where that can be: a disk's own pauses would hit one contender or the other.
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'stepyard-bench-'));
  const service = await startS3(directory);
  try {
    const main = join(directory, 'dist/main.js');
    await bundleStep(new URL('artifacts-step', import.meta.url).pathname, join(directory, 'dist'));
    const rows: BenchRow[] = [];
    for (const work of works) rows.push(...(await measure(work, { directory, service, aws, rclone, main })));
    return {
      name: 'artifacts',
      rows,
      notes: [
        'Times of a whole process, its start included; random contents, 100 directories, on versitygw (posix) on loopback.',
        'awscli runs `aws s3 cp --recursive`, rclone `rclone copy`, both with their own defaults.',
        'Ours has the cache of compiled code (NODE_COMPILE_CACHE) that the executor `process` gives its steps.',
        'Ours packs into one object with an index, and verifies the SHA-256 of each file when it is restored.',
      ],
    };
  } finally {
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Place {
  readonly directory: string;
  readonly service: S3Service;
  readonly aws: string;
  readonly rclone: string;
  readonly main: string;
}

async function measure(work: Work, place: Place): Promise<BenchRow[]> {
  const { directory, service, aws, rclone, main } = place;
  const source = join(directory, 'source');
  makeFiles(source, work);
  const env = environment(service, directory);
  const cached = { ...env, NODE_COMPILE_CACHE: join(directory, 'compiled') };
  const bucket = `s3://${service.bucket}`;
  const target = join(directory, 'target');
  // A place of its own each round: a copy to where the files are already would be skipped.
  const ours = (round: number) => [bucket, `ours-${work.count}-${round}`];
  const awsPlace = (round: number) => `${bucket}/aws-${work.count}-${round}`;
  const rclonePlace = (round: number) => `v:${service.bucket}/rclone-${work.count}-${round}`;
  const awsCopy = ['s3', 'cp', '--recursive', '--only-show-errors', '--endpoint-url', service.endpoint];
  const up = await takeTurns({
    ours: (round) => time(cached, process.execPath, [main, 'up', source, ...ours(round)]),
    awscli: (round) => time(env, aws, [...awsCopy, source, awsPlace(round)]),
    rclone: (round) => time(env, rclone, ['copy', source, rclonePlace(round)]),
  });
  const back = async (command: string, args: string[], variables = env) => {
    mkdirSync(target);
    const taken = await time(variables, command, args);
    const files = readdirSync(target, { recursive: true, withFileTypes: true });
    const count = files.filter((entry) => entry.isFile()).length;
    if (count !== work.count) throw new Error(`${command} gave back ${count} of ${work.count} files`);
    rmSync(target, { recursive: true });
    return taken;
  };
  const down = await takeTurns({
    ours: (round) => back(process.execPath, [main, 'down', target, ...ours(round)], cached),
    awscli: (round) => back(aws, [...awsCopy, awsPlace(round), target]),
    rclone: (round) => back(rclone, ['copy', rclonePlace(round), target]),
  });
  rmSync(source, { recursive: true });
  return (['up', 'down'] as const).flatMap((direction) =>
    (['awscli', 'rclone'] as const).map((peerName) => {
      const samples = direction === 'up' ? up : down;
      const peer = samples[peerName];
      const what = `${work.what} ${direction}`;
      return compare({
        what,
        unit: 'ms',
        ours: samples.ours,
        peer,
        peerName,
        kind: 'faster',
        goal: work[direction],
      });
    }),
  );
}

function makeFiles(directory: string, { count, size }: Work): void {
  for (let at = 0; at < count; at++) {
    const folder = join(directory, `d${at % 100}`);
    if (at < 100) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `f${at}`), randomBytes(size));
  }
}

function environment(service: S3Service, home: string): NodeJS.ProcessEnv {
  const { endpoint, accessKeyId, secretAccessKey } = service;
  return {
    PATH: process.env.PATH,
    HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    RCLONE_CONFIG_V_TYPE: 's3',
    RCLONE_CONFIG_V_PROVIDER: 'Other',
    RCLONE_CONFIG_V_ENDPOINT: endpoint,
    RCLONE_CONFIG_V_ACCESS_KEY_ID: accessKeyId,
    RCLONE_CONFIG_V_SECRET_ACCESS_KEY: secretAccessKey,
    RCLONE_CONFIG_V_FORCE_PATH_STYLE: 'true',
  };
}

/** Milliseconds of a process from start to end. */
async function time(env: NodeJS.ProcessEnv, command: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (status !== 0)
    throw new Error(`\`${command} ${args[0]}\` ended with ${status}: ${errors.slice(0, 500)}`);
  return performance.now() - start;
}

function find(name: string, get: string): string {
  // Debian's own first: a version manager's stand-in would cost it time.
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`The bench \`artifacts\` measures beside \`${name}\`: get it by \`${get}\`.`);
  return found;
}
