import { gzipSync } from 'node:zlib';
import { readDuration } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { type Cluster, textAt } from '@stepyard/runtime/kubernetes';
import type { DeployStep } from './deploy-step.ts';
import { type Revision, readRelease, readRevisions } from './releases.ts';

/** Label of a revision: which task of which run made it. */
export const madeByLabel = 'stepyard.dev/made-by';

const pollMs = 3_000;

export function isPending({ status }: Pick<Revision, 'status'>): boolean {
  return status.startsWith('pending-') || status === 'uninstalling';
}

/**
 * Gives the revisions once none of them is in the middle of a change. What this task itself left so is marked as
 * failed at once, which lets Helm go on from it; a change by someone else is given its time first.
 */
export async function settledRevisions(
  step: DeployStep,
  cluster: Cluster,
  madeBy: string | undefined,
): Promise<Revision[]> {
  const { release, stuckAfter, dryRun } = step.inputs;
  const patience = readDuration(stuckAfter) ?? 0;
  const begun = Date.now();
  let told = false;
  for (;;) {
    const revisions = await readRevisions(cluster, release);
    const last = revisions.at(-1);
    if (last === undefined || !isPending(last)) return revisions;
    if (dryRun) {
      step.warn(`${last.title} is ${last.status}: a deployment waits for it, or recovers it.`);
      return revisions;
    }
    const ours = madeBy !== undefined && last.labels[madeByLabel] === madeBy;
    const touched = (await readRelease(cluster, last))?.release.touched;
    const age = Date.now() - (touched || begun);
    if (ours || age >= patience) {
      await recover(step, cluster, last);
      continue;
    }
    if (!told) step.log.warn(`${last.title} is ${last.status} by someone else, and is waited for.`);
    told = true;
    step.status(`wait for ${last.title}, which is ${last.status}`);
    await pause(Math.min(pollMs, patience - age), step.signal);
  }
}

async function recover(step: DeployStep, cluster: Cluster, revision: Revision): Promise<void> {
  await step.claim({
    name: `recover-${revision.version}`,
    perform: async () => {
      await markFailed(cluster, revision);
      step.log.warn(`${revision.title} was left ${revision.status}: it is marked as failed.`);
      return revision.version;
    },
    // Marked again, it comes to the same.
    find: async () => undefined,
  });
}

/**
 * Says of a revision that it failed, as Helm itself does where it is told to stop. Nothing else of it is touched.
 * @throws StepError CONFLICT where someone changes it at the same moment
 */
export async function markFailed(cluster: Cluster, revision: Revision, signal?: AbortSignal): Promise<void> {
  const found = await readRelease(cluster, revision, signal);
  if (found === undefined || !isPending(found.release)) return;
  const marked = found.text.replace(
    /^(\{"name":"[^"]*","info":\{(?:"[a-z_]+":"(?:[^"\\]|\\.)*",)*?"status":")[a-z-]+"/,
    '$1failed"',
  );
  if (marked === found.text) {
    throw new StepError(
      'CONFLICT',
      `${revision.title} is ${revision.status}, and is not kept in the way of Helm 3.`,
      {
        hint: 'Roll it back by hand: `helm rollback`.',
      },
    );
  }
  const packed = gzipSync(Buffer.from(marked), { level: 9 }).toString('base64');
  await cluster.call(revision.path, {
    what: revision.title,
    method: 'PATCH',
    contentType: 'application/merge-patch+json',
    body: {
      metadata: {
        resourceVersion: textAt(found.secret, 'metadata', 'resourceVersion'),
        labels: { status: 'failed' },
      },
      data: { release: Buffer.from(packed).toString('base64') },
    },
    ...(signal !== undefined && { signal }),
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end, { once: true });
  });
  signal.throwIfAborted();
}
