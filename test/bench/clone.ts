import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleStep } from '../../scripts/bundle-step.ts';
import { root } from '../../scripts/source-files.ts';
import { type GitHttpServer, startGitHttp } from '../support/git-http.ts';
import { type BenchReport, type BenchRow, compare, type Sample, sampleOf } from './report.ts';

const builds = 100;
const again = 9;
const peerName = 'actions/checkout';

/** Builds of consecutive commits, each into an empty workspace, from a server on loopback. */
export async function bench(): Promise<BenchReport> {
  const directory = mkdtempSync(join(tmpdir(), 'stepyard-bench-'));
  try {
    const main = join(directory, 'dist/main.js');
    await bundleStep(join(root, 'templates/clone'), join(directory, 'dist'));
    await using server = await startGitHttp({ root: directory });
    git(directory, 'clone', '--quiet', '--bare', `file://${root}`, 'own.git');
    const vendored = addDependencies(directory);
    const rows: BenchRow[] = [];
    const notes: string[] = [];
    for (const [name, what] of [
      ['own.git', 'this repository'],
      ['vendored.git', 'with its dependencies'],
    ] as const) {
      const figures = await measure(
        { directory, server, main, url: `${server.url}/${name}` },
        join(directory, name),
      );
      rows.push(...rowsOf(what, figures));
      const { builds: commits, first, files } = figures;
      notes.push(
        `${what}: ${sizeOf(join(directory, name))}, ${commits} consecutive commits; the first build took ${Math.round(first)} ms`,
        `${what}: writing the files alone, which no way of fetching saves, takes ${Math.round(files.median)} (${Math.round(files.min)}) ms`,
      );
    }
    return {
      name: 'clone',
      rows,
      notes: [
        ...notes,
        `"with its dependencies" is the history of this repository with ${vendored} packages kept as archives beside the code, as offline mirrors are`,
        `the peer runs its documented commands alone: git init, remote add, fetch --no-tags --prune --no-recurse-submodules --depth=1 origin +SHA:…, checkout --force; ours is the whole step, Node included`,
        'each build has an empty workspace; ours and the peer take turns; the first build, which fills the mirror, is left out of the medians',
      ],
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Place {
  readonly directory: string;
  readonly server: GitHttpServer;
  /** The step's bundle. */
  readonly main: string;
  readonly url: string;
}

interface Figures {
  readonly builds: number;
  readonly first: number;
  readonly ours: Sample;
  readonly peer: Sample;
  readonly oursBytes: Sample;
  readonly peerBytes: Sample;
  readonly known: Sample;
  readonly knownPeer: Sample;
  readonly knownBytes: number;
  /** Writing the working tree alone, by one git process that has all objects at hand. */
  readonly files: Sample;
}

async function measure(place: Place, repository: string): Promise<Figures> {
  const log = git(repository, 'rev-list', '--first-parent', `--max-count=${builds + 1}`, 'HEAD');
  const commits = log.split('\n').reverse();
  const cache = join(place.directory, `cache-${readdirSync(place.directory).length}`);
  const ours = (commit: string) => timed(place, (workspace) => runStep(place, workspace, cache, commit));
  const peer = (commit: string) => timed(place, (workspace) => runPeer(place.url, workspace, commit));
  const all: { ours: Build; peer: Build }[] = [];
  for (const commit of commits) all.push({ ours: await ours(commit), peer: await peer(commit) });
  const [first, ...rest] = all;
  const last = commits.at(-1) ?? '';
  const known: Build[] = [];
  const knownPeer: Build[] = [];
  const files: number[] = [];
  for (let round = 0; round < again; round++) {
    known.push(await ours(last));
    knownPeer.push(await peer(last));
    files.push(await writeFiles(place, repository, last));
  }
  return {
    builds: rest.length,
    first: first?.ours.ms ?? 0,
    ours: sampleOf(rest.map((build) => build.ours.ms)),
    peer: sampleOf(rest.map((build) => build.peer.ms)),
    oursBytes: sampleOf(rest.map((build) => build.ours.bytes)),
    peerBytes: sampleOf(rest.map((build) => build.peer.bytes)),
    known: sampleOf(known.map(({ ms }) => ms)),
    knownPeer: sampleOf(knownPeer.map(({ ms }) => ms)),
    knownBytes: Math.max(...known.map(({ bytes }) => bytes)),
    files: sampleOf(files),
  };
}

async function writeFiles({ directory }: Place, repository: string, commit: string): Promise<number> {
  const workspace = join(directory, 'workspace');
  await mkdir(workspace);
  const env = { GIT_DIR: repository, GIT_WORK_TREE: workspace, GIT_INDEX_FILE: join(directory, 'index') };
  rmSync(env.GIT_INDEX_FILE, { force: true });
  const start = performance.now();
  await run('git', ['-c', 'core.bare=false', 'read-tree', '--reset', '-u', commit], workspace, env);
  const ms = performance.now() - start;
  rmSync(workspace, { recursive: true });
  return ms;
}

function rowsOf(what: string, figures: Figures): BenchRow[] {
  const { ours, peer, oursBytes, peerBytes, known, knownPeer, knownBytes } = figures;
  const times = { unit: 'ms', peerName, kind: 'faster', goal: 8 } as const;
  return [
    compare({ ...times, what: `${what}: next commit`, ours, peer }),
    compare({ ...times, what: `${what}: same commit again`, ours: known, peer: knownPeer }),
    {
      what: `${what}: bytes received for the next commit`,
      ours: oursBytes.median,
      peer: peerBytes.median,
      peerName,
      unit: 'B',
      ratio: peerBytes.median / oursBytes.median,
      goal: '–',
      met: true,
    },
    {
      what: `${what}: bytes received when the commit is known`,
      ours: knownBytes,
      unit: 'B',
      goal: '0',
      met: knownBytes === 0,
    },
  ];
}

interface Build {
  readonly ms: number;
  readonly bytes: number;
}

async function timed(place: Place, work: (workspace: string) => Promise<void>): Promise<Build> {
  const workspace = join(place.directory, 'workspace');
  await mkdir(workspace);
  const sent = place.server.sent();
  const start = performance.now();
  await work(workspace);
  const ms = performance.now() - start;
  rmSync(workspace, { recursive: true });
  return { ms, bytes: place.server.sent() - sent };
}

async function runStep(
  { main, url }: Place,
  workspace: string,
  cache: string,
  commit: string,
): Promise<void> {
  await run(process.execPath, [main], workspace, {
    INPUT_URL: url,
    INPUT_REF: commit,
    STEPYARD_WORKSPACE: workspace,
    STEPYARD_OUT: join(workspace, '..', 'out'),
    STEPYARD_CACHE_MIRROR: cache,
  });
}

/** What actions/checkout v4 runs for a commit and the default depth. */
async function runPeer(url: string, workspace: string, commit: string): Promise<void> {
  const target = 'refs/remotes/origin/main';
  const options = ['--no-tags', '--prune', '--no-recurse-submodules', '--depth=1'];
  const runGit = (...args: string[]) => run('git', args, workspace, {});
  await runGit('init', '--quiet', workspace);
  await runGit('remote', 'add', 'origin', url);
  await runGit('-c', 'protocol.version=2', 'fetch', ...options, 'origin', `+${commit}:${target}`);
  await runGit('checkout', '--quiet', '--force', '-B', 'main', target);
}

async function run(
  tool: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<void> {
  const child = spawn(tool, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`\`${tool} ${args.join(' ')}\` ended with ${status}: ${said}`);
}

/** The same history with an archive of each dependency beside the code; gives how many there are. */
function addDependencies(directory: string): number {
  const repository = join(directory, 'vendored.git');
  git(directory, 'clone', '--quiet', '--bare', 'own.git', repository);
  const entries = packages().map((name) => {
    const archive = execFileSync(
      'tar',
      ['--create', '--gzip', '--directory', join(root, 'node_modules'), name],
      {
        maxBuffer: 1e9,
      },
    );
    const blob = git(repository, 'hash-object', '-w', '--stdin', { input: archive });
    return `100644 blob ${blob}\t${name.replace('/', '-')}.tgz`;
  });
  const vendor = git(repository, 'mktree', { input: `${entries.join('\n')}\n` });
  let parent = '';
  for (const commit of git(repository, 'rev-list', '--first-parent', '--reverse', 'HEAD').split('\n')) {
    const tree = `${git(repository, 'ls-tree', commit)}\n040000 tree ${vendor}\tvendor\n`;
    const parents = parent === '' ? [] : ['-p', parent];
    parent = git(
      repository,
      'commit-tree',
      ...parents,
      '-m',
      'x',
      git(repository, 'mktree', { input: tree }),
    );
  }
  git(repository, 'update-ref', 'HEAD', parent);
  git(repository, 'gc', '--quiet', '--prune=now');
  return entries.length;
}

/** Names of installed packages that are no single huge program. */
function packages(): string[] {
  const modules = join(root, 'node_modules');
  const names = readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[@a-z]/.test(entry.name) && entry.name !== '@stepyard')
    .flatMap(({ name }) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    );
  return names.filter((name) => !/linux|darwin|win32|@biomejs|@turbo|@stepyard/.test(name));
}

function sizeOf(repository: string): string {
  const files = git(repository, 'ls-tree', '-r', '--name-only', 'HEAD').split('\n').length;
  const pack = /size-pack: (.*)/.exec(git(repository, 'count-objects', '-vH'))?.[1] ?? '';
  return `${files} files, ${pack} packed`;
}

type GitArgs = readonly (string | { readonly input: string | Uint8Array })[];

function git(cwd: string, ...args: GitArgs): string {
  const words = args.filter((arg) => typeof arg === 'string');
  const input = args.find((arg) => typeof arg !== 'string')?.input ?? '';
  const who = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  return execFileSync('git', words, {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { PATH: process.env.PATH, ...who },
  }).trimEnd();
}
