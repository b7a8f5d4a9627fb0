import { isNode, LineCounter, parseDocument } from 'yaml';
import { sourceError } from './source-error.ts';

export type Path = readonly (string | number)[];

/** A YAML file as JSON values, and where each of them stands. */
export interface YamlFile {
  readonly value: unknown;
  /** `FILE:LINE` of the value at a path. */
  place(path: Path): string;
}

/**
 * Reads a YAML text that must hold one map.
 * @throws SourceError naming file and line.
 */
export function readYamlFile(path: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    // The first line of the message only: the rest quotes the file, which may hold secrets.
    const rule = error.message
      .split('\n')[0]
      ?.replace(/ at line .*$/, '')
      .replace(/:$/, '');
    throw sourceError(`${path}:${line}: it is no YAML: ${rule}.`, 'Correct the line.');
  }
  return {
    value: document.toJS({ maxAliasCount: 100 }),
    place: (at) => {
      const node = document.getIn(at, true);
      const offset = isNode(node) ? node.range?.[0] : undefined;
      return offset === undefined ? path : `${path}:${lines.linePos(offset).line}`;
    },
  };
}
