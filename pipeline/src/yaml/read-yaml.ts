import type { Document } from 'yaml';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { convert } from './convert.ts';
import type { Node } from './node.ts';
import { readSyntax } from './syntax.ts';

/** Longest pipeline file, in UTF-16 units. */
export const fileLength = 262_144;

export interface YamlFile {
  /** Absent where the file is empty or cannot be read at all. */
  readonly root: Node | undefined;
  /** The library's own document, which keeps comments and can be changed and written back. */
  readonly yaml: Document | undefined;
  readonly problems: readonly PipelineProblem[];
  /** Where it stops being YAML: what follows is not to be relied on. */
  readonly broken: Position | undefined;
}

/** Reads a YAML 1.2 file: anchors and `<<` are allowed, tags, directives and doubled keys are not. */
export function readYaml(text: string, file: string): YamlFile {
  const start: Position = { file, line: 1, column: 1 };
  if (text.length > fileLength) {
    const message = `A pipeline file must have at most ${fileLength} characters, got ${text.length}.`;
    return unreadable(start, 'too-large', message, 'Move parts of it to files under `include`.');
  }
  try {
    return readDocument(text, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The file must be YAML, but it cannot be read: ${reason}.`;
    return unreadable(start, 'yaml-syntax', message, 'Nest it less deeply.');
  }
}

function readDocument(text: string, file: string): YamlFile {
  const { yaml, lines, faults } = readSyntax(text);
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: PipelineProblem[] = faults.map(({ offset, message, hint }) =>
    problem({ at: at(offset), rule: 'yaml-syntax', message, hint }),
  );
  if (yaml.directives?.yaml.explicit === true) {
    const message = `A file must have no %YAML directive, got %YAML ${yaml.directives.yaml.version}.`;
    const hint = 'Remove it; a pipeline file is YAML 1.2.';
    problems.push(problem({ at: at(0), rule: 'yaml-syntax', message, hint }));
  }
  const [fault] = faults;
  const root = yaml.contents === null ? undefined : convert(yaml.contents, { text, at, problems });
  return { root, yaml, problems, broken: fault && at(fault.offset) };
}

function unreadable(at: Position, rule: string, message: string, hint: string): YamlFile {
  return { root: undefined, yaml: undefined, problems: [problem({ at, rule, message, hint })], broken: at };
}
