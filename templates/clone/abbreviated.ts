import type { CloneStep } from './access.ts';
import { fetchRefs } from './fetch.ts';
import type { Git } from './git.ts';
import { type Mirror, withMirror } from './mirror.ts';

/** Whether the text may be the beginning of a commit's id. */
export function isAbbreviated(text: string): boolean {
  return /^[0-9a-f]{7,39}$/.test(text);
}

/** The commit whose id begins so; a server cannot be asked for that, so the whole history is fetched if need be. */
export async function completeId(
  step: CloneStep,
  git: Git,
  url: string,
  beginning: string,
): Promise<string | undefined> {
  return await withMirror(step, git, { url, filter: undefined, format: 'sha1' }, async (mirror) => {
    await fetchRefs(mirror, ['refs/heads/*', 'refs/tags/*'], { depth: 0, tags: true, filter: undefined });
    return await find(mirror, beginning);
  });
}

async function find({ git }: Mirror, beginning: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${beginning}^{commit}`];
  const { status, stdout } = await git(args, { accept: 'any' });
  return status === 0 ? stdout.trim() : undefined;
}
