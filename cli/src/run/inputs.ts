import { commandError } from '../failure.ts';

/** Reads `name=value` texts; the pipeline's declarations say of what type each is. */
export function readInputs(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at < 1) {
      throw commandError(
        `\`--input\` must be NAME=VALUE, got ${JSON.stringify(text)}.`,
        'Write for instance --input version=1.2.0.',
      );
    }
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}
