import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

/** A running S3 service with one empty bucket. */
export interface S3Service {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The service's process; absent where STEPYARD_S3_ENDPOINT names a service that runs. */
  readonly pid?: number;
  stop(): Promise<void>;
}

/**
 * Gives an S3 service: the one of STEPYARD_S3_ENDPOINT (with STEPYARD_S3_ACCESS_KEY and
 * STEPYARD_S3_SECRET_KEY), or versitygw started on loopback with a directory of its own.
 */
export async function startS3(folder = tmpdir()): Promise<S3Service> {
  const bucket = `stepyard-${randomBytes(6).toString('hex')}`;
  const {
    STEPYARD_S3_ENDPOINT: given,
    STEPYARD_S3_ACCESS_KEY: key,
    STEPYARD_S3_SECRET_KEY: secret,
  } = process.env;
  const accessKeyId = (given && key) || randomBytes(10).toString('hex');
  const secretAccessKey = (given && secret) || randomBytes(20).toString('hex');
  if (given) {
    const service = { endpoint: given, bucket, accessKeyId, secretAccessKey, stop: async () => undefined };
    await createBucket(service);
    return service;
  }
  const binary = findBinary();
  const directory = await mkdtemp(join(folder, 'stepyard-s3-'));
  const [data, sidecar] = [join(directory, 'data'), join(directory, 'meta')];
  await Promise.all([mkdir(data), mkdir(sidecar)]);
  const port = await freePort();
  const child = spawn(
    binary,
    ['--port', `127.0.0.1:${port}`, '--keep-alive', '--quiet', 'posix', '--sidecar', sidecar, data],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: '/usr/bin:/bin', ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
    },
  );
  const service: S3Service = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    accessKeyId,
    secretAccessKey,
    ...(child.pid === undefined ? {} : { pid: child.pid }),
    stop: async () => {
      await end(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
  try {
    await ready(child, service.endpoint);
    await createBucket(service);
  } catch (error) {
    await service.stop();
    throw error;
  }
  return service;
}

function findBinary(): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(goPath(), 'bin')];
  const found = folders.map((folder) => join(folder, 'versitygw')).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    'No S3 service: set STEPYARD_S3_ENDPOINT, or run `go install github.com/versity/versitygw/cmd/versitygw@v1.8.0`.',
  );
}

function goPath(): string {
  try {
    return execFileSync('go', ['env', 'GOPATH'], { encoding: 'utf8' }).trim();
  } catch {
    return join(homedir(), 'go');
  }
}

async function ready(child: ChildProcess, endpoint: string): Promise<void> {
  let output = '';
  child.stderr?.on('data', (data) => (output += data));
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`versitygw ended with ${status}: ${output}`)));
  });
  failed.catch(() => undefined);
  for (let tries = 0; tries < 1200; tries++) {
    const answered = await Promise.race([
      failed,
      fetch(endpoint).then(
        () => true,
        () => false,
      ),
    ]);
    if (answered) return;
    await delay(25);
  }
  throw new Error(`versitygw did not answer at ${endpoint}: ${output}`);
}

async function createBucket(service: Omit<S3Service, 'stop'>): Promise<void> {
  const { endpoint, accessKeyId, secretAccessKey, bucket } = service;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(forced);
}
