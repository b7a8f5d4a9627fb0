import { StepError } from '@stepyard/contract';
import type { Repository } from './repository.ts';
import type { Place } from './work-tree.ts';

export interface Merge {
  readonly commit: string;
  /** Branch that is merged into; its state is checked out. */
  readonly target: string;
  /** RFC 3339; with it the same two commits give the same result. */
  readonly time: string;
}

/**
 * Merges the commit into what is checked out and gives the id of the result.
 * @throws StepError TOOL_FAILED naming the files in conflict.
 */
export async function merge(repository: Repository, place: Place, wish: Merge): Promise<string> {
  const { workTree } = place;
  const message = `Merge ${wish.commit} into ${wish.target}`;
  const args = ['merge', '--quiet', '--no-ff', '--no-verify', '-m', message, wish.commit];
  const env = { GIT_AUTHOR_DATE: wish.time, GIT_COMMITTER_DATE: wish.time };
  const { status } = await repository.git(args, { workTree, env, accept: [0, 1] });
  if (status !== 0) throw conflict(wish, await conflicts(repository, workTree));
  return (await repository.git(['rev-parse', 'HEAD'])).stdout.trim();
}

async function conflicts({ git }: Repository, workTree: string): Promise<string[]> {
  const { stdout } = await git(['diff', '--name-only', '--diff-filter=U', '-z'], { workTree });
  return stdout.split('\0').filter((name) => name !== '');
}

function conflict({ commit, target }: Merge, files: readonly string[]): StepError {
  const some = files
    .slice(0, 5)
    .map((name) => JSON.stringify(name))
    .join(', ');
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  const where = files.length === 0 ? '.' : ` in ${some}${more}.`;
  return new StepError(
    'TOOL_FAILED',
    `\`git merge\` of ${commit.slice(0, 12)} into ${target} has conflicts${where}`,
    {
      hint: `Merge ${target} into the branch, resolve the conflicts and push.`,
    },
  );
}
