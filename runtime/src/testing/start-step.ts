import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '@stepyard/catalog';
import { outFiles, type Result, type TaskFacts, variables } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import { type Given, givenVariables } from './given.ts';
import { type Reported, reportedIn } from './reported.ts';
import { scratchDirectory } from './scratch.ts';
import { taskFacts } from './task.ts';

export interface StartStepOptions extends Omit<Given, 'task'> {
  /** Some of the facts of the task; absent: the step is told none, as by hand. */
  readonly task?: Partial<TaskFacts>;
  /** Flags. */
  readonly args?: readonly string[];
  /** Added to PATH, HOME and the variables of the contract. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: a fresh directory. */
  readonly workspace?: string;
  /** The working directory, if it is not the workspace. */
  readonly directory?: string;
  /** `false`: no STEPYARD_OUT, as by hand. */
  readonly out?: string | false;
}

/** How a step that was started as a process ended. */
export interface StepEnd extends Reported {
  /** `null` where a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
  /** `result.json`, if it is there and well formed. */
  readonly result: Result | undefined;
  /** `outputs.json`. */
  readonly outputs: unknown;
  /** Stdout and stderr, in the order in which they came. */
  readonly log: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Files in `STEPYARD_OUT` by name, directories left out. */
  readonly files: ReadonlyMap<string, string>;
}

export interface StartedStep {
  readonly pid: number;
  readonly workspace: string;
  readonly end: Promise<StepEnd>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the text was printed; rejects when the step ends without it. */
  printed(text: string): Promise<void>;
}

/** Runs a `main.ts` (or a bundle) as a process, with the variables and files of the step contract. */
export function startStep(template: Template, main: string, options: StartStepOptions = {}): StartedStep {
  const workspace = options.workspace ?? scratchDirectory();
  const out = options.out ?? scratchDirectory();
  const { task, ...given } = options;
  const facts = task === undefined ? {} : { task: taskFacts(task) };
  const child = spawn(process.execPath, [main, ...(options.args ?? [])], {
    cwd: options.directory ?? workspace,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      [variables.workspace]: workspace,
      ...(out === false ? {} : { [variables.out]: out }),
      ...givenVariables(template, { ...given, ...facts }, join(scratchDirectory(), 'given')),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createLogReader(child);
  const ended = new Promise<{ status: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal }));
  });
  return {
    pid: child.pid ?? 0,
    workspace,
    kill: (signal) => void child.kill(signal),
    printed: (text) => log.printed(text, ended),
    end: ended.then((end) => {
      const files = filesIn(out);
      return { ...end, ...log.texts(), ...reportedIn(files), ...resultIn(files), files };
    }),
  };
}

function createLogReader(child: ChildProcess) {
  const texts = { log: '', stdout: '', stderr: '' };
  const watching = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts.log += text;
      texts[name] += text;
      for (const look of watching) look();
    });
  }
  return {
    texts: () => ({ ...texts }),
    async printed(text: string, ended: Promise<unknown>): Promise<void> {
      const seen = Promise.withResolvers<void>();
      const look = () => (texts.log.includes(text) ? seen.resolve() : undefined);
      watching.add(look);
      look();
      const missing = ended.then(() => {
        if (!texts.log.includes(text))
          throw new Error(`the step ended without printing "${text}":\n${texts.log}`);
      });
      await Promise.race([seen.promise, missing]);
      watching.delete(look);
    },
  };
}

function filesIn(out: string | false): Map<string, string> {
  if (out === false) return new Map();
  const names = readdirSync(out).filter((name) => statSync(join(out, name)).isFile());
  return new Map(names.map((name) => [name, readFileSync(join(out, name), 'utf8')]));
}

function resultIn(files: ReadonlyMap<string, string>): Pick<StepEnd, 'result' | 'outputs'> {
  const result: unknown = JSON.parse(files.get(outFiles.result) ?? 'null');
  const outputs: unknown = JSON.parse(files.get(outFiles.outputs) ?? 'null');
  return { result: isResult(result) ? result : undefined, outputs: outputs ?? undefined };
}

function isResult(value: unknown): value is Result {
  return isRecord(value) && value.contract === 1 && typeof value.status === 'string';
}
