import { once } from 'node:events';

/** Writes lines to stdout, and waits where the reader is slower; ends quietly when the reader has gone. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)) await once(process.stdout, 'drain');
}

export async function printJson(value: unknown): Promise<void> {
  await print(JSON.stringify(value, null, 2));
}

/** For people, besides the result: progress and advice. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
