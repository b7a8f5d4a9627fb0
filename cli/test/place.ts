import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/stepyard.mjs', import.meta.url));

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface StartOptions {
  /** Below the project's folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** The command while it runs. */
export interface Started {
  readonly child: ChildProcess;
  /** All that it has printed so far. */
  readonly said: { out: string; err: string };
  readonly ended: Promise<Ended>;
  /** Resolves when stdout, or else stderr, has said something like it. */
  until(pattern: RegExp): Promise<void>;
}

/** A folder with a project, and a data directory of its own. */
export interface Place {
  readonly root: string;
  readonly project: string;
  readonly data: string;
  /** What the command is started with. */
  readonly variables: Readonly<Record<string, string>>;
  /** Writes files of the project. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs the real command as a process of its own. */
  stepyard(args: readonly string[], options?: StartOptions): Promise<Ended>;
  start(args: readonly string[], options?: StartOptions): Started;
  /** Runs a line by bash in the current directory, with this process's variables. */
  shell(line: string): Started;
  git(...args: readonly string[]): string;
  remove(): void;
}

export function makePlace(name = 'demo'): Place {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'stepyard-cli-'));
  const project = join(root, name);
  const data = join(root, 'data');
  mkdirSync(project);
  const env = environment(root, data);

  function start(args: readonly string[], { cwd = '.', env: more, input }: StartOptions = {}): Started {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: join(project, cwd),
      env: { ...env, ...more },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    return watched(child, input);
  }

  return {
    root,
    project,
    data,
    variables: env,
    start,
    stepyard: (args, options) => start(args, options).ended,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(project, path)), { recursive: true });
        writeFileSync(join(project, path), text);
      }
    },
    shell: (line) =>
      watched(
        spawn('bash', ['-o', 'pipefail', '-c', line], { stdio: ['ignore', 'pipe', 'pipe'] }),
        undefined,
      ),
    git: (...args) => execFileSync('git', args, { cwd: project, env, encoding: 'utf8' }).trimEnd(),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

/** A pipeline of one stage in which scripts run one after another. */
export function scripts(name: string, tasks: Readonly<Record<string, string>>, more = ''): string {
  const entries = Object.entries(tasks).map(
    ([id, text]) =>
      `      - { id: ${id}, template: script, with: { script: { case: inline, text: ${JSON.stringify(text)} } } }`,
  );
  return `stepyard: 1\nname: ${name}\n${more}stages:\n  - name: main\n    tasks:\n${entries.join('\n')}\n`;
}

/** Durations differ from run to run, and with them the width of their column before the last. */
export function withoutTimes(text: string): string {
  return text.replaceAll(/\b\d+(?:\.\d)? m?s\b/g, 'T').replaceAll(/(?<=skipped|\bT) {3,}(?=\S)/g, '  ');
}

function watched(child: ChildProcess, input: string | undefined): Started {
  const said = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const hear = (stream: 'out' | 'err') => (text: string) => {
    said[stream] += text;
    for (const listener of listeners) listener();
  };
  child.stdout?.setEncoding('utf8').on('data', hear('out'));
  child.stderr?.setEncoding('utf8').on('data', hear('err'));
  child.stdin?.end(input);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ status: code ?? (signal === null ? -1 : -2), ...said }));
  });
  return {
    child,
    said,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(said.out) && !pattern.test(said.err)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then(({ status, out, err }) =>
          reject(new Error(`It ended with ${status} before it said ${pattern}:\n${out}\n${err}`)),
        );
      }),
  };
}

/** Nothing of the machine's own settings of git and of this command. */
function environment(root: string, data: string): Record<string, string> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(STEPYARD_|GIT_|VITEST|NO_COLOR|FORCE_COLOR|CI$)/.test(name)
      ? []
      : [[name, value]],
  );
  return {
    ...Object.fromEntries(inherited),
    STEPYARD_DATA: data,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: root,
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@git.example',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@git.example',
  };
}
