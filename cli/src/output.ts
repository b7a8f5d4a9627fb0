import { harmless } from './show/harmless.ts';

/** What is drawn on the terminal for a while, and must make way for other lines. */
export interface Screen {
  hide(): void;
  show(): void;
}

let screen: Screen | undefined;
let readerGone = false;
let whenReaderGone = (): void => process.exit(0);

/** Writes lines to stdout, and waits where the reader is slower. */
export async function print(text: string): Promise<void> {
  await write(harmless(text.endsWith('\n') ? text : `${text}\n`));
}

/** Writes a value as JSON; control characters of a terminal stand in it escaped. */
export async function printJson(value: unknown): Promise<void> {
  const json = JSON.stringify(value, null, 2);
  await write(`${json.replace(/[\u007f-\u009f]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)}\n`);
}

/** For people, besides the result: progress and advice. */
export function note(text: string): void {
  screen?.hide();
  process.stderr.write(harmless(`${text}\n`));
  screen?.show();
}

/** Names what is drawn from now on; nothing to end it. */
export function setScreen(next: Screen | undefined): void {
  screen = next;
}

/** Ends quietly when nobody reads stdout any more: `stepyard runs list | head -1`. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    readerGone = true;
    whenReaderGone();
  });
}

/** Goes on without a reader from now on: a run is not left behind because its lines are not read. */
export function outliveReader(): void {
  whenReaderGone = () => undefined;
}

async function write(text: string | Uint8Array): Promise<void> {
  if (readerGone || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      process.stdout.off('drain', done).off('close', done);
      resolve();
    };
    process.stdout.once('drain', done).once('close', done);
  });
}

/** Writes bytes to stdout as they are. */
export async function printBytes(bytes: Uint8Array): Promise<void> {
  await write(bytes);
}
