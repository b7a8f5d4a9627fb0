import { StepError } from '../step-error.ts';

/** Why a text is no name of a file below a directory; `undefined` where it is one. Names have `/` everywhere. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.startsWith('/')) return 'is absolute';
  if (name.includes('\0')) return 'holds a NUL byte';
  if (Buffer.byteLength(name) > 4096) return 'is longer than 4096 bytes';
  for (const part of name.split('/')) {
    if (part === '' || part === '.' || part === '..') return `has ${JSON.stringify(part)} as a part`;
    if (Buffer.byteLength(part) > 255) return 'has a part longer than 255 bytes';
  }
  return undefined;
}

/** Refuses a key that is no plain path below a store. */
export function assertKey(key: string): void {
  const problem = nameProblem(key);
  if (problem === undefined) return;
  throw new StepError('INPUT_INVALID', `The artifact key ${JSON.stringify(key)} ${problem}.`, {
    hint: 'Use a relative path with `/`, for instance `project/run/artifacts.pack`.',
  });
}
