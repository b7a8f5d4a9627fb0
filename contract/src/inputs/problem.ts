import type { Problem, ProblemCode } from '@stepyard/catalog';

/** A problem with what was given for a name; the value is quoted, and cut where it is long. */
export function inputProblem(
  code: ProblemCode,
  path: readonly (string | number)[],
  message: string,
  hint: string,
): Problem {
  return { code, path, message, hint };
}

/** A text as it stands in a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
}

/** Messages name an input, and the fields within it, like this: `auth.token`. */
export function inputName(path: readonly (string | number)[]): string {
  return `\`${path.join('.')}\``;
}
