import { constants, existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import type { DataLayout } from '../store/data-layout.ts';
import type { LiveRun } from './live-run.ts';

/** The directory that the tasks of a run share; that of a re-run begins as a copy of the earlier one. */
export function ensureWorkspace(live: LiveRun, layout: DataLayout): Promise<string> {
  live.workspace ??= open(live, layout);
  return live.workspace;
}

/** The directory stays as the sign that there is a workspace also where an executor keeps the files itself. */
async function open(live: LiveRun, layout: DataLayout): Promise<string> {
  const { workspaceOf: of } = live.facts;
  const directory = await make(layout.workspace(live.state.run), of, layout);
  await live.executor.shared?.open(live.state.run, { directory, ...(of !== undefined && { of }) });
  return directory;
}

async function make(path: string, of: string | undefined, layout: DataLayout): Promise<string> {
  if (existsSync(path)) return path;
  const from = of === undefined ? undefined : layout.workspace(of);
  if (from === undefined || !existsSync(from)) {
    await mkdir(path, { recursive: true });
    return path;
  }
  // Under another name until it is whole, so that a crash leaves no half of a copy.
  const part = `${path}.part`;
  await rm(part, { recursive: true, force: true });
  await cp(from, part, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    preserveTimestamps: true,
  });
  await rename(part, path);
  return path;
}
