import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';

export type XmlAttributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  /** `path` holds the names of the elements around it, outermost first. */
  open(name: string, attributes: XmlAttributes, path: readonly string[]): void;
  close?(name: string): void;
  text?(text: string): void;
  /** The document type that is expected; without one any is refused. */
  readonly doctype?: RegExp;
}

const mostBytes = 100 * 1_048_576;
const deepest = 100;

/**
 * Reads an XML file as a stream. Entities of its own, what it is not made for and what is too big or too deep
 * are refused with an error that says so; nothing outside the file is ever read.
 */
export async function readXml(path: string, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser();
  const within: string[] = [];
  parser.on('error', ({ message }) => {
    throw new Error(`it is not well-formed XML: ${message}`);
  });
  parser.on('doctype', (doctype) => {
    if (handlers.doctype?.test(doctype) !== true) throw new Error('it has a document type');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (within.length >= deepest) throw new Error(`it is nested deeper than ${deepest} levels`);
    handlers.open(name, attributes, within);
    within.push(name);
  });
  parser.on('closetag', ({ name }) => {
    within.pop();
    handlers.close?.(name);
  });
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  for await (const text of readText(path)) parser.write(text);
  parser.close();
}

/**
 * The first bytes of a report, by which its format is known.
 * @throws Error saying so where it is no file: to open a pipe would wait for somebody to write
 */
export async function readBeginning(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error('it is no file');
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4_096), 0, 4_096, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * The text of a report, in the encoding that its mark or its XML declaration says.
 * @throws Error saying so where it is no file, or too big, also if it grows while it is read
 */
export async function* readText(path: string): AsyncGenerator<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is no file');
  if (found.size > mostBytes) throw new Error(`it has ${found.size} bytes, more than ${mostBytes}`);
  let decoder: TextDecoder | undefined;
  for await (const chunk of createReadStream(path, { end: mostBytes })) {
    const bytes: Uint8Array = chunk;
    decoder ??= decoderFor(bytes);
    yield decoder.decode(bytes, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

function decoderFor(start: Uint8Array): TextDecoder {
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le');
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be');
  const declared = /^\s*<\?xml[^>]*\bencoding=["']([\w-]+)["']/.exec(
    Buffer.from(start.subarray(0, 200)).toString('latin1'),
  )?.[1];
  try {
    // Bytes that begin with a readable declaration are not UTF-16, whatever it says.
    return new TextDecoder(declared === undefined || /^utf-?16/i.test(declared) ? 'utf-8' : declared);
  } catch {
    throw new Error('it is in an encoding that is not known');
  }
}

/** Why a file could not be read, as a sentence without its full stop. */
export function xmlProblem(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
