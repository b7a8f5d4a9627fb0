import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskFacts } from '@stepyard/contract';
import type { EventData } from '@stepyard/events';
import {
  recordedEvent,
  runStep,
  type StepRun,
  scratchDirectory,
  writeFiles,
} from '@stepyard/runtime/testing';
import { runArtifact } from '../../templates/artifact/artifact.ts';
import { artifact } from '../../templates/artifact/template.ts';

type Given = Parameters<typeof runStep<typeof artifact, { files: number; bytes: number }>>[2]['inputs'];

export interface SetTask extends Partial<Omit<TaskFacts, 'env'>> {
  /** Of the run's event; absent: a run without an event. */
  readonly trust?: EventData['trust'];
  readonly workspace?: string;
  readonly directory?: string;
  /** Further variables of the step. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs of the template on one artifact store. */
export interface SetLab {
  readonly directory: string;
  run(inputs: Given, task?: SetTask): Promise<StepRun>;
  /** Files by name, in a workspace of their own. */
  save(name: string, files: Readonly<Record<string, string>>, task?: SetTask): Promise<StepRun>;
  restore(name: string, action?: object, task?: SetTask): Promise<StepRun>;
  /** A fresh workspace with these files. */
  workspace(files: Readonly<Record<string, string>>): string;
  /** Keys in the store. */
  keys(): string[];
}

/** Without a URL the store is a fresh directory. */
export function setLab(url?: string, environment: Readonly<Record<string, string>> = {}): SetLab {
  const directory = scratchDirectory();
  const store = url ?? pathToFileURL(directory).href;

  async function run(inputs: Given, { trust, workspace, variables, ...more }: SetTask = {}) {
    const { directory: cwd, ...facts } = more;
    const event = recordedEvent('manual');
    return await runStep(artifact, runArtifact, {
      inputs,
      ...(workspace !== undefined && { workspace }),
      ...(cwd !== undefined && { directory: cwd }),
      ...(trust !== undefined && { event: { ...event, data: { ...event.data, trust } } }),
      env: { PATH: process.env.PATH ?? '', ...environment, ...variables },
      task: {
        project: 'shop',
        pipeline: 'app',
        run: 'app-1',
        task: 'dist',
        artifacts: { store, keep: [] },
        ...facts,
      },
    });
  }

  return {
    directory,
    run,
    save: (name, files, task) =>
      run(
        { name, action: { case: 'save', paths: ['**', '.*/**'] } },
        { workspace: workspaceWith(files), ...task },
      ),
    restore: (name, action = {}, task = {}) => run({ name, action: { case: 'restore', ...action } }, task),
    workspace: workspaceWith,
    keys: () => Object.keys(filesIn(directory)).sort(),
  };
}

/** A fresh workspace with these files. */
export function workspaceWith(files: Readonly<Record<string, string>>): string {
  const workspace = scratchDirectory();
  writeFiles(workspace, files);
  return workspace;
}

/** The files below a directory, with their content; a directory without any stands as its name and a slash. */
export function filesIn(directory: string): Record<string, string> {
  if (!existsSync(directory)) return {};
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(directory.length + 1);
      if (entry.isFile()) return [[name, readFileSync(path, 'utf8')]];
      return entry.isDirectory() && readdirSync(path).length === 0 ? [[`${name}/`, '']] : [];
    }),
  );
}
