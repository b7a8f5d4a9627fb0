import { type Document, LineCounter, parseAllDocuments } from 'yaml';

/** Where in a manifest something stands, for people. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A document of a file, read as kubectl reads it, and where its parts stand. */
export interface YamlDocument {
  readonly value: unknown;
  readonly problems: readonly { readonly at: Place; readonly rule: string }[];
  place(...path: readonly (string | number)[]): Place;
}

/**
 * kubectl reads YAML 1.1 (`yes` is true, 0644 is octal) but leaves times and sexagesimal numbers as texts.
 * Source: https://pkg.go.dev/sigs.k8s.io/yaml
 */
const likeKubectl = {
  version: '1.1',
  merge: true,
  customTags: (tags: readonly unknown[]) => tags.filter((tag) => !isForeign(tag)),
} as const;

function isForeign(tag: unknown): boolean {
  if (typeof tag !== 'object' || tag === null) return false;
  const { format, tag: name } = { format: undefined, tag: undefined, ...tag };
  return format === 'TIME' || name === 'tag:yaml.org,2002:timestamp';
}

const aliases = 100;

/** Reads all documents of a text; what is wrong with one of them is told of that one. */
export function readDocuments(text: string, file: string): YamlDocument[] {
  const lines = new LineCounter();
  // The library's own type of the option names its tags more narrowly than they come.
  const options = { ...likeKubectl, lineCounter: lines } as Parameters<typeof parseAllDocuments>[1];
  const documents = parseAllDocuments(text, options);
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => toDocument(document, lines, file));
}

function toDocument(document: Document, lines: LineCounter, file: string): YamlDocument {
  const position = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const start = rangeOf(document.contents) ?? document.range?.[0] ?? 0;
  const problems = document.errors.map(({ pos, message }) => ({
    at: position(pos[0]),
    rule: `must be YAML: ${message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? ''}`,
  }));
  let value: unknown;
  if (problems.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: aliases });
    } catch {
      problems.push({ at: position(start), rule: 'must not grow by its aliases (`*name`)' });
    }
  }
  return {
    value,
    problems,
    place: (...path) => position(nearest(document, path) ?? start),
  };
}

/** Where the part stands, or the nearest that it would be in. */
function nearest(document: Document, path: readonly (string | number)[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const found = rangeOf(document.getIn(path.slice(0, length), true));
    if (found !== undefined) return found;
  }
  return undefined;
}

function rangeOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const [start]: unknown[] = Array.isArray(node.range) ? node.range : [];
  return typeof start === 'number' ? start : undefined;
}
