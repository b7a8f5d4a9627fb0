import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keyOfFiles } from '../../engine/cache/key-files.ts';
import { createLocalCaches } from '../../engine/cache/local-caches.ts';
import { withMounts } from '../../engine/executors/process/mounts.ts';
import { run, withPlace } from './cache/place.ts';
import { type Project, projects, writeProject } from './cache/projects.ts';
import type { BenchReport, BenchRow } from './report.ts';

const situations = ['cold', 'warm', 'one dependency more', 'branch switch'] as const;
const keyFiles = { npm: ['**/package-lock.json'], maven: ['**/pom.xml'] } as const;

interface Build {
  readonly ms: number;
  /** What was built, so that a stale hit would show. */
  readonly result: string;
}

/** Real builds with the caches of the templates npm and maven, and without. */
export async function bench(): Promise<BenchReport> {
  const rows: BenchRow[] = [];
  const ratios: number[] = [];
  const colds: number[] = [];
  let stale = 0;
  for (const project of projects) {
    await withPlace(async (directory) => {
      const { ours, peer } = await buildAll(directory, project);
      for (const [index, situation] of situations.entries()) {
        const [own, other] = [ours[index], peer[index]];
        if (own === undefined || other === undefined) continue;
        if (own.result !== other.result) stale += 1;
        const ratio = other.ms / own.ms;
        (situation === 'cold' ? colds : ratios).push(ratio);
        const times = { ours: own.ms, peer: other.ms, peerName: 'no cache', unit: 'ms', ratio };
        rows.push({ what: `${project.name}: ${situation}`, ...times, goal: '≥ 1 ×', met: ratio >= 1 });
        console.error(`${project.name} ${situation} ${Math.round(own.ms)} ${Math.round(other.ms)}`);
      }
    });
  }
  const mean = geometricMean(ratios);
  const worst = Math.min(...ratios, ...colds);
  rows.push(
    {
      what: 'geometric mean of the builds that are not the first',
      ours: mean,
      unit: '×',
      goal: '≥ 5 ×',
      met: mean >= 5,
    },
    {
      what: 'geometric mean of the first builds, which fill the cache',
      ours: geometricMean(colds),
      unit: '×',
      goal: '–',
      met: true,
    },
    { what: 'worst of all', ours: worst, unit: '×', goal: '≥ 1 ×', met: worst >= 1 },
    {
      what: 'builds whose result differs from that without cache',
      ours: stale,
      unit: '',
      goal: '0',
      met: stale === 0,
    },
  );
  return {
    name: 'builds',
    rows,
    notes: [
      'npm ci and mvn package as the templates run them, each in an empty workspace, fetching from the public repositories; ours includes reading the key files, the mount and the save',
      'the builds go cold, warm, with one dependency more, and back to the first branch; the peer begins each with an empty cache; ours and the peer take turns',
      'the source documents claim 3 to 5 ×; one round, since fetching all anew takes most of the time: single figures are as good as the network was in that minute',
    ],
  };
}

async function buildAll(directory: string, project: Project): Promise<Record<'ours' | 'peer', Build[]>> {
  const caches = createLocalCaches({ directory: join(directory, 'caches') });
  const [backend] = caches.backends;
  for (const branch of ['main', 'other'] as const) prepare(join(directory, branch), project, branch);
  const ours: Build[] = [];
  const peer: Build[] = [];
  for (const [index, branch] of (['main', 'main', 'other', 'main'] as const).entries()) {
    const workspace = join(directory, 'workspace');
    const fresh = () => {
      rmSync(workspace, { recursive: true, force: true });
      cpSync(join(directory, branch), workspace, { recursive: true });
    };
    fresh();
    const start = performance.now();
    const content = await keyOfFiles(workspace, keyFiles[project.tool]);
    const cache = await backend?.setUp({
      project: 'bench',
      pipeline: 'build',
      run: `build-${index}`,
      task: 'build',
      holder: `build-${index}-build-1`,
      template: project.tool,
      cache: 'downloads',
      key: `${project.tool}@1/linux-x64/${content}`,
      trust: 'branch',
      path: undefined,
      executor: 'process',
    });
    if (backend === undefined || cache === undefined) throw new Error('There is no back end.');
    await run(withMounts(commandOf(project, cache.path), [cache]), workspace);
    await backend.tearDown(cache, { keep: true });
    ours.push({ ms: performance.now() - start, result: resultOf(workspace, project) });
    fresh();
    const empty = join(directory, 'empty');
    mkdirSync(empty);
    const began = performance.now();
    await run(commandOf(project, empty), workspace);
    peer.push({ ms: performance.now() - began, result: resultOf(workspace, project) });
    rmSync(empty, { recursive: true });
  }
  await caches.close();
  return { ours, peer };
}

/** The project with its lock file. */
function prepare(directory: string, project: Project, branch: 'main' | 'other'): void {
  mkdirSync(directory);
  writeProject(directory, project, branch);
  if (project.tool === 'npm')
    execFileSync('npm', ['install', '--package-lock-only', ...quiet], { cwd: directory, stdio: 'ignore' });
}

const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];

function commandOf({ tool }: Project, cache: string): readonly string[] {
  return tool === 'npm'
    ? ['npm', 'ci', `--cache=${cache}`, '--prefer-offline', ...quiet]
    : ['mvn', '-B', '-q', `-Dmaven.repo.local=${cache}`, 'package'];
}

/** Digest of which files were installed, or of what the jar has. */
function resultOf(workspace: string, { tool }: Project): string {
  const text =
    tool === 'npm'
      ? readFileSync(join(workspace, 'node_modules/.package-lock.json'), 'utf8')
      : execFileSync('unzip', ['-v', 'target/app-1.0.0.jar'], { cwd: workspace, encoding: 'utf8' })
          .replace(/\d\d-\d\d-\d{2,4} \d\d:\d\d/g, '')
          .replace(/Archive.*/, '');
  return createHash('sha256').update(text).digest('hex');
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
