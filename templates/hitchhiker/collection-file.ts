import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { isHitchhiker, toEnvironment, toPostman } from './hitchhiker-export.ts';
import { isObject, type JsonObject, readJson } from './json-file.ts';
import type { Inputs } from './run-collection.ts';

/** The collection as the runner reads it. */
export async function readCollection(step: Step<Inputs>): Promise<JsonObject> {
  const { collection: path } = step.inputs;
  const value = await readJson(step, 'collection', path);
  if (isHitchhiker(value)) return toPostman(value);
  // The export of Postman’s API has the collection within.
  const found = isObject(value) && isObject(value.collection) ? value.collection : value;
  if (isObject(found) && (Array.isArray(found.item) || Array.isArray(found.requests))) return found;
  throw new StepError(
    'INPUT_INVALID',
    `\`collection\` must be a collection of Postman or hitchhiker, ${JSON.stringify(path)} is none.`,
    { hint: 'Export it as Collection v2.1; an environment belongs into `environment`.' },
  );
}

/** Variables of a file, as the runner reads them; `undefined` where no file is named. */
export async function readVariables(
  step: Step<Inputs>,
  input: 'environment' | 'globals',
): Promise<JsonObject | undefined> {
  const path = step.inputs[input];
  if (path === undefined) return undefined;
  const value = toEnvironment(await readJson(step, input, path));
  if (isObject(value) && Array.isArray(value.values)) return value;
  throw new StepError(
    'INPUT_INVALID',
    `\`${input}\` must be variables as Postman or hitchhiker exports them, ${JSON.stringify(path)} holds none.`,
    { hint: 'Export the environment, or give single variables in `values`.' },
  );
}
