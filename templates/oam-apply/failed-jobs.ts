import { type Change, diffOf, type Leftover, listAt, textAt, titleOf } from '@stepyard/runtime/kubernetes';

/** A plan in which tasks that failed earlier are run again, and their Jobs, which are in the way. */
export interface Renewed {
  readonly changes: readonly Change[];
  readonly failed: readonly Leftover[];
}

/** A Job that failed stays failed whatever is applied: it goes first, so that another can be made in its place. */
export async function renewFailedJobs(changes: readonly Change[]): Promise<Renewed> {
  const failed: Leftover[] = [];
  const renewed: Change[] = [];
  for (const change of changes) {
    const { live, resource, after = live } = change;
    if (live === undefined || resource === undefined || !hasFailed(live)) {
      renewed.push(change);
      continue;
    }
    failed.push({ object: live, resource });
    const diff = await diffOf(titleOf(change.object), undefined, after ?? change.object);
    renewed.push({ ...change, action: 'create', diff });
  }
  return { changes: renewed, failed };
}

function hasFailed(object: Change['object']): boolean {
  return (
    object.kind === 'Job' &&
    listAt(object, 'status', 'conditions').some(
      (one) => textAt(one, 'type') === 'Failed' && textAt(one, 'status') === 'True',
    )
  );
}
