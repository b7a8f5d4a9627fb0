import { join } from 'node:path';

/** Where things are in a data directory. */
export interface DataLayout {
  readonly runs: string;
  readonly register: string;
  readonly index: string;
  /** Requests to the process that holds the directory. */
  readonly spool: string;
  /** Artifacts of all runs, as the step contract packs them. */
  readonly artifacts: string;
  run(run: string): string;
  journal(run: string): string;
  log(run: string, task: string, attempt: number): string;
  artifactLedger(run: string): string;
  workspace(run: string): string;
  /** One directory for each task, shared by all its attempts. */
  claims(run: string, task: string): string;
  /** What a suspended task is to be given back. */
  state(run: string, task: string): string;
  /** What is to be known of an attempt until it has been removed. */
  attempt(run: string, name: string): string;
}

/** The layout below a directory; makes nothing. */
export function dataLayout(dataDir: string): DataLayout {
  const runs = join(dataDir, 'runs');
  const of = (run: string, ...rest: readonly string[]) => join(runs, run, ...rest);
  return {
    runs,
    register: join(dataDir, 'register'),
    index: join(dataDir, 'index.sqlite'),
    spool: join(dataDir, 'spool'),
    artifacts: join(dataDir, 'artifacts'),
    run: (run) => of(run),
    journal: (run) => of(run, 'journal'),
    log: (run, task, attempt) => of(run, 'logs', task, String(attempt)),
    artifactLedger: (run) => of(run, 'artifact-uses'),
    workspace: (run) => of(run, 'workspace'),
    claims: (run, task) => of(run, 'claims', task),
    state: (run, task) => of(run, 'state', `${task}.json`),
    attempt: (run, name) => of(run, 'attempts', `${name}.json`),
  };
}
