import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CacheBackend, PreparedCache } from '../../../engine/cache/cache-backend.ts';
import { createLocalCaches } from '../../../engine/cache/local-caches.ts';
import { withMounts } from '../../../engine/executors/process/mounts.ts';
import { cacheRequest } from '../../../engine/testing/cache-request.ts';

/** What is kept: how many files, of what size, how many in a directory. */
export interface Amount {
  readonly what: string;
  readonly files: number;
  readonly bytes: number;
  readonly perDirectory: number;
  /** Archives do not get smaller, sources do. */
  readonly compressible: boolean;
}

export const amounts: readonly Amount[] = [
  { what: '30,000 files, 180 MB', files: 30_000, bytes: 6_000, perDirectory: 10, compressible: true },
  { what: '1,500 files, 90 MB', files: 1_500, bytes: 60_000, perDirectory: 3, compressible: false },
];

/** Caches of one kind, with an attempt at a time. */
export interface BenchCaches {
  readonly backend: CacheBackend;
  setUp(): Promise<PreparedCache>;
  close(): Promise<void>;
}

/** A directory for a bench, removed at its end. */
export async function withPlace<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'stepyard-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Caches below a directory that hold what was made there. */
export function openCaches(directory: string, name: 'overlay' | 'directory'): BenchCaches {
  const caches = createLocalCaches({ directory, ...(name === 'directory' && { overlays: [] }) });
  const backend = caches.backends.find((one) => one.name === name);
  if (backend === undefined) throw new Error(`There is no back end ${name}.`);
  let count = 0;
  return {
    backend,
    close: caches.close,
    async setUp() {
      count += 1;
      const request = cacheRequest(count);
      if (!(await backend.canSupport(request)))
        throw new Error(`This machine cannot have caches as ${name}.`);
      return backend.setUp(request);
    },
  };
}

/** Writes files as packages have them: half of each text is the same everywhere. */
export function writeFiles(directory: string, { files, bytes, perDirectory, compressible }: Amount): void {
  const shared = randomBytes(Math.ceil(bytes / 4))
    .toString('hex')
    .slice(0, bytes / 2);
  for (let file = 0; file < files; file++) {
    const place = join(directory, `package-${Math.floor(file / perDirectory)}`, 'lib');
    if (file % perDirectory === 0) mkdirSync(place, { recursive: true });
    const own = compressible ? randomBytes(bytes / 4).toString('hex') + shared : randomBytes(bytes);
    writeFileSync(join(place, `file-${file}.js`), own);
  }
}

/** Runs a program as a step that has a cache. */
export function inCache(cache: PreparedCache, command: readonly string[]): Promise<void> {
  return run(withMounts(command, [cache]));
}

/** Runs a program to its end. */
export async function run([program = '', ...args]: readonly string[], cwd = '/'): Promise<void> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`\`${program}\` ended with ${status}.`);
}

/** What actions/cache runs to save a directory. */
export function pack(directory: string, archive: string): Promise<void> {
  const use = ['--use-compress-program', 'zstdmt --long=30'];
  return run(['tar', '--posix', '-cf', archive, '-P', '-C', directory, ...use, '.']);
}

/** What actions/cache runs to restore one. */
export function unpack(archive: string, directory: string): Promise<void> {
  mkdirSync(directory);
  const use = ['--use-compress-program', 'unzstd --long=30'];
  return run(['tar', '-xf', archive, '-P', '-C', directory, ...use]);
}

export const peerName = 'tar, zstdmt --long=30';
