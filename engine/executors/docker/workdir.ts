import type Docker from 'dockerode';
import { unlessMissing } from '../../docker/engine-error.ts';
import { refused } from './early-end.ts';
import { inside } from './step-files.ts';

/**
 * The directory in which a step is to start must be one of the workspace, links followed; looked at before the
 * container starts, as the engine would make one that is missing.
 * @throws EarlyEnd
 */
export async function assertWorkdir(container: Docker.Container, workdir: string): Promise<void> {
  const parts = workdir.split('/').filter((part) => part !== '' && part !== '.');
  const bad = refused(
    'INPUT_INVALID',
    `\`workdir\` must be a directory in the workspace, got ${JSON.stringify(workdir)}.`,
    'Make it in an earlier task, or leave `workdir` out.',
  );
  if (workdir.startsWith('/') || parts.includes('..')) throw bad;
  let path: string = inside.workspace;
  for (const part of parts) {
    path = `${path}/${part}`;
    const found = await look(container, path);
    if (found?.target !== undefined && !found.target.startsWith(`${inside.workspace}/`)) throw bad;
    if (
      found === undefined ||
      !(found.directory || (found.target && (await look(container, found.target))?.directory))
    )
      throw bad;
  }
}

async function look(container: Docker.Container, path: string) {
  const answer: { headers?: Record<string, string> } | undefined = await unlessMissing(
    container.infoArchive({ path }),
  );
  const text = answer?.headers?.['x-docker-container-path-stat'];
  if (text === undefined) return undefined;
  const stat: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
  if (typeof stat !== 'object' || stat === null || !('mode' in stat) || !('linkTarget' in stat))
    return undefined;
  // Go's bit for a directory.
  const directory = (Number(stat.mode) & 0x80000000) !== 0;
  return { directory, target: stat.linkTarget === '' ? undefined : String(stat.linkTarget) };
}
