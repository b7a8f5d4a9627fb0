import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
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
  const { size } = await stat(path);
  if (size > mostBytes) throw new Error(`it has ${size} bytes, more than ${mostBytes}`);
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
  for await (const chunk of createReadStream(path, 'utf8')) parser.write(String(chunk));
  parser.close();
}

/** Why a file could not be read, as a sentence without its full stop. */
export function xmlProblem(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
