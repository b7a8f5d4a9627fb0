import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createProcessExecutor,
  environmentSecrets,
  folderCatalog,
  noConfig,
  openScheduler,
} from '@stepyard/engine';
import { parsePipeline, planPipeline } from '@stepyard/pipeline';
import { bundleCli } from '../../scripts/bundle-cli.ts';
import { bundleStep } from '../../scripts/bundle-step.ts';
import { type BenchReport, compare, machine, takeTurns } from './report.ts';

const tasks = Array.from({ length: 10 }, (_, index) => `t${index + 1}`);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Ten tasks that do nothing, one after another, as the whole command and by a scheduler that is open. */
export async function bench(): Promise<BenchReport> {
  const act = find('act', 'go install github.com/nektos/act@latest');
  const gitlab = find('gitlab-ci-local', 'npm install --global gitlab-ci-local; apt-get install rsync');
  const directory = mkdtempSync(join(tmpdir(), 'stepyard-bench-'));
  try {
    const repository = join(directory, 'repository');
    writeRepository(repository);
    // As after `npm start`, and as it is published: bundles.
    await Promise.all([bundleStep(join(root, 'templates/script')), bundleCli()]);
    const stepyard = [
      join(root, 'cli/bin/stepyard.mjs'),
      'run',
      'stepyard.yaml',
      '--data',
      join(directory, 'data'),
    ];
    const inside = await openEngine(join(directory, 'engine'), join(repository, 'stepyard.yaml'));
    const perTask = async (command: string, args: string[]) =>
      (await time(command, args, repository)) / tasks.length;
    const taken = await takeTurns(
      {
        engine: inside.run,
        ours: () => perTask(process.execPath, stepyard),
        act: () => perTask(act, ['push', '-P', 'host=-self-hosted']),
        gitlab: () => perTask(gitlab, ['--shell-executor-no-image=true']),
      },
      7,
    );
    await inside.close();
    const peers = [
      ['act -self-hosted', taken.act],
      ['gitlab-ci-local, shell', taken.gitlab],
    ] as const;
    return {
      name: 'steps-process',
      rows: [
        {
          what: 'a task, in a scheduler that is open',
          ours: taken.engine.median,
          oursMin: taken.engine.min,
          unit: 'ms',
          goal: '≤ 50 ms',
          met: taken.engine.median <= 50,
        },
        ...peers.map(([peerName, peer]) =>
          compare({
            what: 'the whole command, per task',
            unit: 'ms',
            ours: taken.ours,
            peer,
            peerName,
            kind: 'faster',
            goal: 10,
          }),
        ),
      ],
      notes: [
        'Ten tasks in sequence, each a shell script `true`: ours by the template `script`, with log, result, journal and fsync.',
        'The whole command includes the start of the command itself and, for ours, of the supervisor.',
        `${machine()}.`,
      ],
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The same work for each contender, in a repository of its own. */
function writeRepository(directory: string): void {
  const ours = tasks.map(
    (id) => `      - { id: ${id}, template: script, with: { script: { case: inline, text: "true" } } }`,
  );
  const gitlab = tasks.map((id) => `${id}: { stage: ${id}, script: ['true'] }`);
  const jobs = tasks.map((id, index) => {
    const needs = index === 0 ? '' : `needs: ${tasks[index - 1]}, `;
    return `  ${id}: { runs-on: host, ${needs}steps: [{ run: 'true' }] }`;
  });
  mkdirSync(join(directory, '.github/workflows'), { recursive: true });
  write('stepyard.yaml', ['stepyard: 1', 'name: noop', 'stages:', '  - name: all', '    tasks:', ...ours]);
  write('.gitlab-ci.yml', [`stages: [${tasks.join(', ')}]`, ...gitlab]);
  write('.github/workflows/noop.yml', ['on: push', 'jobs:', ...jobs]);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd: directory,
    });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Do nothing');
  git('remote', 'add', 'origin', 'https://git.example/acme/noop.git');

  function write(path: string, lines: readonly string[]): void {
    writeFileSync(join(directory, path), `${lines.join('\n')}\n`);
  }
}

/** A scheduler with the process executor; `run` gives milliseconds per task. */
async function openEngine(dataDir: string, file: string) {
  const catalog = folderCatalog([join(root, 'templates')], join(root, 'catalog/generated'));
  const manifests = (await catalog.templates()).map(({ manifest }) => manifest);
  const text = readFileSync(file, 'utf8');
  const { document } = parsePipeline(text, file);
  const { plan, problems } = planPipeline(document, { catalog: 1, templates: manifests, traits: [] });
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  const scheduler = await openScheduler({
    dataDir,
    catalog,
    executors: [createProcessExecutor({ directory: join(dataDir, 'process') })],
    secrets: environmentSecrets({}),
    config: noConfig(),
  });
  return {
    async run(): Promise<number> {
      const start = performance.now();
      const { run } = await scheduler.submit({ plan, project: 'bench' });
      for await (const _change of scheduler.events(run));
      const took = performance.now() - start;
      const view = await scheduler.get(run);
      if (view?.state !== 'success') throw new Error(`The run ended as ${view?.state}.`);
      return took / tasks.length;
    },
    close: () => scheduler.close(),
  };
}

async function time(command: string, args: readonly string[], cwd: string): Promise<number> {
  const start = performance.now();
  const status = await new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (status !== 0) throw new Error(`${command} ended with status ${status}.`);
  return performance.now() - start;
}

function find(name: string, how: string): string {
  const places = [...(process.env.PATH ?? '').split(delimiter), join(process.env.HOME ?? '', 'go/bin')];
  const found = places.map((place) => join(place, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The bench needs \`${name}\` on PATH: ${how}`);
  return found;
}
