import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestCase } from '../test-formats/test-case.ts';

/** Where a test stands. */
export interface Place {
  /** As the report gives it, or an absolute path that was found. */
  readonly file: string;
  readonly line?: number;
}

/** The place that a report says or that its stack trace shows. */
export function placeOf(one: TestCase, report: string): Partial<Place> {
  const { file, line } = one;
  if (file !== undefined) {
    const shown = line ?? lineIn(one.details, file);
    return shown > 0 ? { file, line: shown } : { file };
  }
  return javaPlace(one, report) ?? scriptPlace(one) ?? {};
}

/** `at com.acme.ShopTest.sells(ShopTest.java:42)`: the innermost frame of the test's own class. */
function javaPlace({ suite, details }: TestCase, report: string): Place | undefined {
  const outer = suite.replace(/\$.*$/, '');
  if (!/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(outer)) return undefined;
  const frame = framesOf(details).find(([, type = '']) => type === outer || type.startsWith(`${outer}$`));
  const [, , name = '', line] = frame ?? [];
  const folder = outer.includes('.') ? outer.slice(0, outer.lastIndexOf('.')).replaceAll('.', '/') : '';
  const names =
    name === '' ? ['java', 'kt', 'groovy'].map((end) => `${outer.split('.').at(-1)}.${end}`) : [name];
  const file = names.flatMap((one) => sourcesOf(report, join(folder, one))).find((path) => existsSync(path));
  if (file === undefined) return undefined;
  return line === undefined ? { file } : { file, line: Number(line) };
}

function framesOf(details: string): RegExpExecArray[] {
  return details.split('\n').flatMap((line) => {
    const frame = line.length > longestFrame ? null : javaFrame.exec(line);
    return frame === null ? [] : [frame];
  });
}

/** Class, file and line; a class loader or module may stand before the class. */
const javaFrame = /^\s*at (?:\S+\/)?([^\s(/]+)\.[^\s.(/]+\(([\w$]+\.\w+):(\d+)\)/;
const longestFrame = 1_000;

const sourceFolders = [
  'src/test/java',
  'src/test/kotlin',
  'src/test/groovy',
  'src/integrationTest/java',
  'test',
  'src',
];

/** Where the sources of a module are, seen from its report in `target/` or `build/`. */
function sourcesOf(report: string, source: string): string[] {
  const built = /^(.*?)\/(?:target|build)\//.exec(`${dirname(report)}/`);
  const module = built?.[1] ?? dirname(report);
  return sourceFolders.map((folder) => join(module, folder, source));
}

/** Vitest and Jest name a test's class by its file. */
function scriptPlace({ suite, details }: TestCase): Place | undefined {
  if (!/^[\w@./-]+\.(?:[cm]?[jt]sx?|py|rb|php)$/.test(suite)) return undefined;
  const line = lineIn(details, suite);
  return line > 0 ? { file: suite, line } : { file: suite };
}

/** The first line number that a stack trace names after the file's name. */
function lineIn(details: string, file: string): number {
  const base = file.slice(file.lastIndexOf('/') + 1);
  const at = details.indexOf(`${base}:`);
  return at < 0 ? 0 : Number(/^\d{1,7}/.exec(details.slice(at + base.length + 1))?.[0] ?? 0);
}
