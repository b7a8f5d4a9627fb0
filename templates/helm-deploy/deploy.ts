import { readDuration } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { type Budget, type Cluster, openBudget, targetsOf, waitReady } from '@stepyard/runtime/kubernetes';
import type { DeployStep } from './deploy-step.ts';
import { graceMs, type Helm, seconds } from './helm.ts';
import { madeByOf } from './made-by.ts';
import type { Plan } from './plan.ts';
import { madeByLabel } from './recover.ts';
import { previousOf, type Release, type Revision, readRelease, readRevisions } from './releases.ts';
import { type Given, imagesFlag } from './render.ts';
import { guardRelease, type Previous, rollBack } from './rollback.ts';
import type { Values } from './values.ts';

export interface Deployment {
  readonly given: Given;
  readonly images: Values;
  readonly plan: Plan;
  readonly revisions: readonly Revision[];
}

/** What the claim remembers for a later attempt. */
interface Done {
  readonly changed: boolean;
  readonly before: Previous;
}

/** Writes the release unless it is as it is to be, waits for it and tests it; what fails is rolled back. */
export async function deploy(
  step: DeployStep,
  cluster: Cluster,
  helm: Helm,
  deployment: Deployment,
): Promise<{ readonly release: Release; readonly changed: boolean }> {
  const { rollback, timeout } = step.inputs;
  const budget = openBudget(step, {
    workMs: readDuration(timeout) ?? 0,
    cleanUpMs: rollback.case === 'previous' ? (readDuration(rollback.timeout) ?? 0) : 0,
  });
  const { revisions, plan } = deployment;
  const newestBefore = revisions.at(-1)?.version ?? 0;
  const before = { revision: previousOf(revisions, newestBefore + 1) ?? 0, newest: newestBefore };
  const guard = guardRelease(step, cluster, helm, before);
  let done: Done | undefined;
  let isOwn = false;
  try {
    done = await step.claim<Done>({
      name: 'deploy',
      perform: async () => {
        isOwn = true;
        if (!plan.changed) return { changed: false, before };
        guard.open();
        await write(step, helm, deployment, budget);
        return { changed: true, before };
      },
      find: () => found(step, revisions, plan),
    });
    if (!isOwn && plan.changed) throw changedSince(step);
    if (done.changed) guard.open();
    await settle(step, cluster, helm, plan, budget, done.changed);
    guard.done();
  } catch (error) {
    // A step that is stopped has the time of its clean-ups only.
    if (step.signal.aborted) throw error;
    const wrote = guard.isOpen();
    guard.done();
    throw wrote ? await rollBack(step, cluster, helm, done?.before ?? before, budget, error) : error;
  }
  return { release: await newest(step, cluster), changed: done.changed };
}

async function write(
  step: DeployStep,
  helm: Helm,
  { given, images, plan }: Deployment,
  budget: Budget,
): Promise<void> {
  const { release, historyLimit } = step.inputs;
  const madeBy = madeByOf(step);
  step.status(plan.reasons.includes('the release is new') ? `install ${release}` : `upgrade ${release}`);
  await helm(
    [
      'upgrade',
      '--install',
      '--reset-values',
      `--history-max=${historyLimit}`,
      `--timeout=${seconds(budget.left())}`,
      ...(madeBy === undefined ? [] : [`--labels=${madeByLabel}=${madeBy}`]),
      ...given.flags,
      ...(await imagesFlag(step, images)),
      '--output=json',
      '--',
      release,
      given.chart,
    ],
    // It prints the release as JSON, with all values.
    { quiet: true, timeoutMs: budget.left() + graceMs },
  );
}

/** An earlier attempt of this task got as far as to have it deployed. */
async function found(
  step: DeployStep,
  revisions: readonly Revision[],
  plan: Plan,
): Promise<Done | undefined> {
  const last = revisions.at(-1);
  if (plan.changed || last === undefined) return undefined;
  const madeBy = madeByOf(step);
  const changed = madeBy !== undefined && last.labels[madeByLabel] === madeBy;
  const earlier = revisions.filter(({ version }) => version < last.version);
  const before = { revision: previousOf(revisions, last.version) ?? 0, newest: earlier.at(-1)?.version ?? 0 };
  return { changed, before };
}

/** An earlier attempt rolled it back, or someone else was there: it is not deployed twice in one run. */
function changedSince({ inputs: { release } }: DeployStep): StepError {
  return new StepError(
    'CONFLICT',
    `The release ${release} is not any more what an earlier attempt of this task deployed.`,
    {
      hint: 'That attempt rolled it back, or someone else changed it since. Start a new run to deploy it again.',
    },
  );
}

/** Waits until what the chart has is ready, and tests what was changed. */
async function settle(
  step: DeployStep,
  cluster: Cluster,
  helm: Helm,
  { asked }: Plan,
  budget: Budget,
  changed: boolean,
): Promise<void> {
  const { wait, tests, release, namespace } = step.inputs;
  if (wait !== 'none') {
    step.status(`wait until ${release} is ready`);
    const meant = asked.filter(({ object }) => wait === 'jobs' || object.kind !== 'Job');
    await waitReady(cluster, await targetsOf(cluster, meant), { timeoutMs: budget.left() });
  }
  if (!tests || !changed) return;
  step.status(`test ${release}`);
  await helm(
    ['test', `--namespace=${namespace}`, '--logs', `--timeout=${seconds(budget.left())}`, '--', release],
    { timeoutMs: budget.left() + graceMs, explain: testsFailed },
  );
}

function testsFailed({ stderr }: { readonly stderr: string }): StepError {
  const said = /^Error: (.*)$/m.exec(stderr)?.[1] ?? 'it does not say why';
  return new StepError('TESTS_FAILED', `The tests of the chart must pass: ${said.replace(/\.$/, '')}.`, {
    hint: 'What their pods printed stands in the log.',
  });
}

async function newest({ inputs: { release } }: DeployStep, cluster: Cluster): Promise<Release> {
  const last = (await readRevisions(cluster, release)).at(-1);
  const read = last && (await readRelease(cluster, last));
  if (read !== undefined) return read.release;
  throw new StepError('NOT_FOUND', `The release ${release} must be there, and is not any more.`, {
    hint: 'Someone else has uninstalled it meanwhile.',
  });
}
