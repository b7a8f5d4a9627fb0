import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleStep } from '../../scripts/bundle-step.ts';
import { type BenchReport, compare, machine, type Sample, sampleOf, takeTurns } from './report.ts';

const startsPerRound = 12;
const megabytesAtMost = 50;

/** CPU time and memory of a step that reads its event and inputs and writes its result, beside `node -e 0`. */
export async function bench(): Promise<BenchReport> {
  const directory = mkdtempSync(join(tmpdir(), 'stepyard-bench-'));
  try {
    const dist = join(directory, 'dist');
    await bundleStep(fileURLToPath(new URL('start-step', import.meta.url)), dist);
    const main = join(dist, 'main.js');
    const env = platform(directory);
    const cached = { ...env, NODE_COMPILE_CACHE: join(directory, 'compiled') };
    run([main], cached);
    const taken = await takeTurns(
      {
        peer: () => cpuOf(['-e', '0'], env),
        ours: () => cpuOf([main], env),
        cached: () => cpuOf([main], cached),
      },
      9,
    );
    const row = (what: string, ours: Sample) =>
      compare({ what, unit: 'ms', ours, peer: taken.peer, peerName: 'node -e 0', kind: 'atMost', goal: 1.5 });
    const memory = sampleOf([1, 2, 3].map(() => memoryOf([main], env, directory)));
    const bundle = Buffer.concat(loadedWith(main).map((file) => readFileSync(file)));
    return {
      name: 'start',
      rows: [
        row('CPU time of a start', taken.ours),
        row('the same with NODE_COMPILE_CACHE', taken.cached),
        {
          what: 'memory at the most',
          ours: memory.max,
          peer: memoryOf(['-e', '0'], env, directory),
          peerName: 'node -e 0',
          unit: 'MB',
          goal: `≤ ${megabytesAtMost} MB`,
          met: memory.max <= megabytesAtMost,
        },
      ],
      notes: [
        `Nine rounds of ${startsPerRound} starts each; the step reads an event, task facts, five inputs and a secret.`,
        `Its bundle has ${kilobytes(bundle.length)}, ${kilobytes(gzipSync(bundle).length)} compressed.`,
        `${machine()}.`,
      ],
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a platform gives a step: event, facts, a secret in a file, and a place for the result. */
function platform(directory: string): NodeJS.ProcessEnv {
  function file(name: string, content: unknown): string {
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
    return join(directory, name);
  }
  const commit = { id: '4f6c1c9d0a7e4f6c1c9d0a7e4f6c1c9d0a7e4f6c', message: 'Fix the cart' };
  const repository = { fullName: 'acme/shop', cloneUrl: 'https://git.example/acme/shop.git' };
  return {
    PATH: process.env.PATH,
    STEPYARD_OUT: join(directory, 'out'),
    STEPYARD_WORKSPACE: directory,
    STEPYARD_EVENT: file('event.json', {
      specversion: '1.0',
      id: '1',
      source: 'https://git.example/acme/shop',
      type: 'dev.stepyard.push.v1',
      time: '2026-01-01T00:00:00Z',
      datacontenttype: 'application/json',
      data: {
        kind: 'push',
        repository,
        commit,
        branch: 'main',
        trust: 'default-branch',
        untrusted: ['commit'],
      },
    }),
    STEPYARD_TASK: file('task.json', {
      contract: 1,
      project: 'acme',
      pipeline: 'shop',
      run: 'shop-1',
      stage: 'build',
      task: 'clone',
      attempt: 1,
      start: 1,
      name: 'shop-1-clone-1',
      deadline: '2099-01-01T00:00:00Z',
    }),
    INPUT_DEPTH: '5',
    INPUT_GOALS: '["clean","package"]',
    INPUT_AUTH: 'token',
    INPUT_AUTH__TOKEN_FILE: file('token', 'hunter2-hunter2'),
  };
}

/** Milliseconds of CPU time of one start, over a round. */
function cpuOf(args: readonly string[], env: NodeJS.ProcessEnv): number {
  const before = childrenCpu();
  for (let start = 0; start < startsPerRound; start++) run(args, env);
  return (childrenCpu() - before) / startsPerRound;
}

/** Milliseconds that all children of this process have used: fields 16 and 17 of proc_pid_stat(5), in ticks of 10 ms. */
function childrenCpu(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** The most megabytes that a start had in memory, as it says itself. */
function memoryOf(args: readonly string[], env: NodeJS.ProcessEnv, directory: string): number {
  const report = JSON.stringify(join(directory, 'memory'));
  const hook = join(directory, 'memory.cjs');
  const maximum = 'String(process.resourceUsage().maxRSS)';
  writeFileSync(hook, `process.on('exit',()=>require('fs').writeFileSync(${report},${maximum}))`);
  run(['--require', hook, ...args], env);
  return Math.round(Number(readFileSync(join(directory, 'memory'), 'utf8')) / 102.4) / 10;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stderr } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`\`node ${args.join(' ')}\` ended with ${status}: ${stderr}`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** A bundle's file and all that it loads before it begins. */
function loadedWith(file: string, found = new Set<string>()): string[] {
  if (found.has(file)) return [...found];
  found.add(file);
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
    /(?:^|;)import(?:\{[^}]*\}from)?"(\.\/[^"]+)"/gm,
  ))
    loadedWith(join(dirname(file), path), found);
  return [...found];
}
