import type { InputsOf, OutputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import { placeOf } from './place.ts';
import { restoreSet } from './restore.ts';
import { saveSet } from './save.ts';
import type { artifact } from './template.ts';

/** Saves the set, or restores it. */
export async function runArtifact(
  step: Step<InputsOf<typeof artifact>>,
): Promise<OutputsOf<typeof artifact>> {
  const { action, name } = step.inputs;
  const store = await step.artifactStore();
  const place = placeOf(store.task, step.event);
  step.status(`${action.case} ${name}`);
  return action.case === 'save'
    ? await saveSet({ step, store, place, name, action })
    : await restoreSet({ step, store, place, name, action });
}
