import type { Problem, ProblemCode } from '@stepyard/catalog';

/** A problem with what was given for a name. */
export function inputProblem(
  code: ProblemCode,
  path: readonly (string | number)[],
  message: string,
  hint: string,
): Problem {
  return { code, path, message, hint };
}

/** A text as it stands in a message: whole or not at all, as a part of a secret would not be known for one. */
export function quoted(text: string): string {
  return text.length > 80 ? `a text of ${text.length} characters` : JSON.stringify(text);
}

/** Messages name an input, and the fields within it, like this: `auth.token`. */
export function inputName(path: readonly (string | number)[]): string {
  return `\`${path.join('.')}\``;
}
