import { constants, cp } from 'node:fs/promises';
import type { Step } from '@stepyard/runtime';
import type { Maven } from './tool.ts';

export interface LocalRepository {
  readonly repository: string;
  /** What earlier runs left, which is only read. */
  readonly tail: string | undefined;
}

/** The cached repository: beneath an empty one of this run where Maven reads two (from 3.9 on), else a copy. */
export async function localRepository(step: Step<unknown>, maven: Maven): Promise<LocalRepository> {
  const repository = await step.cache('repository');
  const base = step.cacheBase('repository');
  if (base === undefined) return { repository, tail: undefined };
  const { version = '' } = await maven.facts();
  if (readsTail(version)) return { repository, tail: base };
  step.log.info(`Copies the cached repository, since Maven ${version || 'of this version'} reads one only.`);
  await cp(base, repository, { recursive: true, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true });
  return { repository, tail: undefined };
}

/** https://maven.apache.org/resolver/local-repository.html */
function readsTail(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 9);
}
