import { type Document, LineCounter, parseDocument, type YAMLParseError } from 'yaml';

/** A place where a text is not YAML, as an offset. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

export interface SyntaxRead {
  readonly yaml: Document;
  readonly lines: LineCounter;
  /** The first one, since those after it often follow from it; of expressions without quotes every one. */
  readonly faults: readonly SyntaxFault[];
}

/** Reads a text as YAML 1.2 with the core schema and nothing more. */
export function readSyntax(text: string): SyntaxRead {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { ...options, lineCounter: lines });
  const faults: SyntaxFault[] = [];
  const rounds = Math.max(1, Math.min(20, Math.floor(500_000 / (text.length + 1))));
  let mended = text;
  let [error] = yaml.errors;
  for (let round = 0; error !== undefined && round < rounds; round += 1) {
    const bare = bareExpression(mended, error);
    faults.push(bare === undefined ? describe(error) : { offset: bare.start, ...unquoted });
    if (bare === undefined) break;
    mended = mended.slice(0, bare.start) + '_'.repeat(bare.end - bare.start) + mended.slice(bare.end);
    [error] = parseDocument(mended, options).errors;
  }
  return { yaml, lines, faults };
}

const options = {
  version: '1.2',
  schema: 'core',
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

const unquoted = {
  message: 'An expression within `{ }` or `[ ]` must stand in quotes.',
  hint: 'Write `"${{ … }}"`, or give the value a line of its own.',
};

/** The brace of an expression starts an object where it stands within another without quotes. */
function bareExpression(text: string, error: YAMLParseError) {
  const start = error.pos[0] - 1;
  if (!text.startsWith('${{', start)) return undefined;
  const close = text.indexOf('}}', start);
  return close < 0 ? undefined : { start, end: close + 2 };
}

function describe({ code, message, pos }: YAMLParseError): SyntaxFault {
  return {
    offset: pos[0],
    message: messages[code] ?? `${message.replace(/\.?$/, '')}.`,
    hint: hints[code] ?? 'Check the indentation, quotes and brackets before this place.',
  };
}

const messages: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'The file must be one document, but a second one begins here.',
};

const hints: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'Put the other document into a file of its own.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_ALIAS: 'A text that starts with * or & must be quoted.',
  MISSING_CHAR: 'Close the quote or bracket.',
};
