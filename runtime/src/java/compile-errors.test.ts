import { describe, expect, it } from 'vitest';
import { compileErrors } from './compile-errors.ts';

describe('runtime/java/compile-errors', () => {
  it.each([
    [
      "    [javac] /app/src/A.java:12: error: ';' expected",
      { file: 'src/A.java', line: 12, message: "';' expected" },
    ],
    [
      ":compileJava/app/src/A.java:12: error: ';' expected",
      { file: 'src/A.java', line: 12, message: "';' expected" },
    ],
    [
      'e: file:///app/src/B.kt:3:5 Unresolved reference: x',
      { file: 'src/B.kt', line: 3, column: 5, message: 'Unresolved reference: x' },
    ],
    [
      'e: /app/src/B.kt: (3, 5): Unresolved reference: x',
      { file: 'src/B.kt', line: 3, column: 5, message: 'Unresolved reference: x' },
    ],
    [
      '/app/src/C.groovy: 7: unable to resolve class Nope',
      { file: 'src/C.groovy', line: 7, message: 'unable to resolve class Nope' },
    ],
  ])('finds the place in %j', (line, error) => {
    expect(compileErrors(`before\n${line}\n${line}\nafter\n`, '/app')).toEqual([error]);
  });

  it.each(['/app/src/A.java:12: warning: old', '/other/A.java:1: error: not ours', 'at A.java:12: error: x'])(
    'leaves out %j',
    (line) => {
      expect(compileErrors(`${line}\n`, '/app')).toEqual([]);
    },
  );
});
