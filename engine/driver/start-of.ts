import { extname } from 'node:path';
import { type AnyImage, imageName, type Manifest } from '@stepyard/catalog';
import { isRecord } from '@stepyard/contract/json';
import type { PlanTask } from '@stepyard/pipeline';
import type { CatalogEntry } from '../config/sources.ts';
import type { Executor, Program, Start } from '../executors/executor.ts';
import { failureOf, refusal } from './failure.ts';
import type { TaskInputs } from './task-inputs.ts';

export interface StartOf {
  readonly entry: CatalogEntry;
  readonly plan: PlanTask;
  readonly inputs: TaskInputs;
  readonly executor: Executor;
}

/** Where a container finds the files that a program is given. */
const given = '/run/stepyard/secrets';

/**
 * How a task is started where its executor runs it: in the image that the author names, else in the one that carries
 * what the inputs ask for.
 * @throws Refusal where there is none.
 */
export function startOf({ entry, plan, inputs, executor }: StartOf): Start {
  const { start, manifest } = entry;
  if (!executor.can.image) return start;
  if (plan.image !== undefined) {
    const program = manifest.anyImage && programOf(manifest.anyImage, manifest, plan, inputs);
    return { ...start, image: plan.image, ...(program !== undefined && { program }) };
  }
  if (start.image !== undefined && manifest.variants === undefined) return start;
  const image = imageName(manifest, inputs.values, executor.images);
  if (image !== undefined) return { ...start, image };
  const { input = '' } = manifest.variants ?? {};
  const wanted = JSON.stringify(inputs.values[input]);
  const known = Object.keys(manifest.variants?.images ?? {}).join(', ');
  throw refusal(
    failureOf(
      'INPUT_INVALID',
      `\`${input}\` must be one of ${known} on the executor \`${executor.name}\`, got ${wanted}.`,
      'Choose one of these, or name an image of your own with `image`.',
    ),
  );
}

function programOf(how: AnyImage, manifest: Manifest, plan: PlanTask, inputs: TaskInputs): Program {
  assertPlain(how, manifest, plan, inputs);
  const chosen: unknown = inputs.values[how.input];
  const fields = isRecord(chosen) ? chosen : {};
  const places = how.cases[String(fields.case)] ?? {};
  const field = (name: string | undefined) => {
    const value = name === undefined ? undefined : fields[name];
    return typeof value === 'string' ? value : undefined;
  };
  const path = field(places.path);
  const name = path ?? field(places.name) ?? '';
  const language =
    field(places.language) ?? how.endings[extname(name).toLowerCase()] ?? Object.keys(how.languages)[0];
  const words = how.languages[language ?? ''] ?? [];
  const ending = Object.keys(how.endings).find((one) => how.endings[one] === language) ?? '';
  const file = `script${ending}`;
  const text = field(places.text) ?? '';
  const args = listOf(how.args === undefined ? undefined : inputs.values[how.args]);
  return {
    command: [...words, path === undefined ? `${given}/${file}` : `/app/${path}`, ...args],
    ...(path === undefined && { files: { [file]: text } }),
    ...(how.outputs !== undefined && { outputs: how.outputs }),
  };
}

/** What only the template's own image can do is refused, and a secret that would stand in a command line. */
function assertPlain(how: AnyImage, manifest: Manifest, plan: PlanTask, inputs: TaskInputs): void {
  const set = (how.without ?? []).filter((name) => plan.with[name] !== undefined);
  if (set.length > 0) {
    const names = set.map((name) => `\`${name}\``).join(', ');
    throw refusal(
      failureOf(
        'INPUT_INVALID',
        `${names} must be left out where \`image\` names an image that is not the template's own.`,
        'Leave it out, or leave `image` out.',
      ),
    );
  }
  const [secret] = Object.keys(inputs.secretFiles);
  if (secret === undefined) return;
  throw refusal(
    failureOf(
      'INPUT_INVALID',
      `The inputs of \`${manifest.name}\` must hold no secret where \`image\` names an image that is not the template's own; ${secret.replace(/_FILE$/, '')} does.`,
      'Bind it to a variable in `env`: the script has it there.',
    ),
  );
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
