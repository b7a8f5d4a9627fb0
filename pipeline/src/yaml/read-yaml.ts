import { type Document, LineCounter, parseDocument } from 'yaml';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { convert } from './convert.ts';
import type { Node } from './node.ts';

/** Longest pipeline file, in UTF-16 units. */
export const fileLength = 262_144;

export interface YamlFile {
  /** Absent where the file is empty or cannot be read at all. */
  readonly root: Node | undefined;
  /** The library's own document, which keeps comments and can be changed and written back. */
  readonly yaml: Document | undefined;
  readonly problems: readonly PipelineProblem[];
}

/** Reads a YAML 1.2 file: anchors and `<<` are allowed, tags, directives and doubled keys are not. */
export function readYaml(text: string, file: string): YamlFile {
  const start: Position = { file, line: 1, column: 1 };
  if (text.length > fileLength) {
    return unreadable(
      start,
      'too-large',
      `A pipeline file must have at most ${fileLength} characters, got ${text.length}.`,
      'Move parts of it to files under `include`.',
    );
  }
  const lines = new LineCounter();
  try {
    const yaml = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false,
      merge: false,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter: lines,
    });
    return readDocument(yaml, text, file, lines);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unreadable(
      start,
      'yaml-syntax',
      `The file must be YAML, but it cannot be read: ${reason}.`,
      'Nest it less deeply.',
    );
  }
}

function readDocument(yaml: Document, text: string, file: string, lines: LineCounter): YamlFile {
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: PipelineProblem[] = yaml.errors.slice(0, 20).map((error) =>
    problem({
      at: at(error.pos[0]),
      rule: 'yaml-syntax',
      message: sentences[error.code] ?? `${error.message.replace(/\.?$/, '')}.`,
      hint: hints[error.code] ?? defaultHint,
    }),
  );
  if (yaml.directives?.yaml.explicit === true) {
    problems.push(
      problem({
        at: at(0),
        rule: 'yaml-syntax',
        message: `A file must have no %YAML directive, got %YAML ${yaml.directives.yaml.version}.`,
        hint: 'Remove it; a pipeline file is YAML 1.2.',
      }),
    );
  }
  const root = yaml.contents === null ? undefined : convert(yaml.contents, { text, at, problems });
  return { root, yaml, problems };
}

const sentences: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'The file must be one document, but a second one begins here.',
};
const defaultHint = 'Check the indentation, quotes and brackets before this place.';
const hints: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'Put the other document into a file of its own.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_ALIAS: 'A text that starts with * or & must be quoted.',
  MISSING_CHAR: 'Close the quote or bracket.',
};

function unreadable(at: Position, rule: string, message: string, hint: string): YamlFile {
  return { root: undefined, yaml: undefined, problems: [problem({ at, rule, message, hint })] };
}
