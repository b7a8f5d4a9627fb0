import { readFile } from 'node:fs/promises';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The JSON of a file in the workspace. */
export async function readJson(
  step: Pick<Step<unknown>, 'path'>,
  input: string,
  path: string,
): Promise<unknown> {
  const file = await step.path(input, path);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new StepError(
      'NOT_FOUND',
      `\`${input}\` must be a file, there is none at ${JSON.stringify(path)}.`,
      {
        hint: 'Check the path, or whether an earlier task should have made it.',
        cause,
      },
    );
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new StepError('INPUT_INVALID', `\`${input}\` must be JSON, ${JSON.stringify(path)} is none.`, {
      hint: 'Export it again from where it was made.',
      cause,
    });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list, or of an object that holds them by their ids. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? Object.values(value).filter(isObject) : [];
}

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
