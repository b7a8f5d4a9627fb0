import { describe, expect, it } from 'vitest';
import { formatProblems } from '../format-problems.ts';
import { keyAt, positionAt, toJson } from './node.ts';
import { readYaml } from './read-yaml.ts';

function read(text: string) {
  const { root, problems } = readYaml(text, 'f.yaml');
  return { value: root && toJson(root), said: formatProblems(problems), root };
}

describe('pipeline/yaml/read-yaml', () => {
  it('reads values with their places', () => {
    const { root } = readYaml('a:\n  - b: 1.10\n    c: |\n      x\nd: "y"\n', 'f.yaml');
    if (root === undefined) throw new Error('nothing was read');
    expect(toJson(root)).toEqual({ a: [{ b: 1.1, c: 'x\n' }], d: 'y' });
    expect(positionAt(root, ['a', 0, 'b'])).toEqual({ file: 'f.yaml', line: 2, column: 8 });
    expect(keyAt(root, ['a', 0, 'c'])).toEqual({ file: 'f.yaml', line: 3, column: 5 });
    expect(positionAt(root, ['a', 0, 'zzz'])).toEqual({ file: 'f.yaml', line: 2, column: 5 });
  });

  it('follows anchors and merges objects', () => {
    expect(read('a: &x {b: 1, c: 2}\nd: *x\ne: {<<: *x, c: 3}\nf: {<<: [*x, {g: 4}]}\n')).toMatchObject({
      value: { a: { b: 1, c: 2 }, d: { b: 1, c: 2 }, e: { b: 1, c: 3 }, f: { b: 1, c: 2, g: 4 } },
      said: '',
    });
  });

  it('keeps comments in the document of the library', () => {
    const { yaml } = readYaml('# why\na: 1 # because\n', 'f.yaml');
    yaml?.set('a', 2);
    expect(String(yaml)).toBe('# why\na: 2 # because\n');
  });

  it.each([
    [
      'a: 1\nb: 2\na: 3\n',
      'f.yaml:3:1 duplicate-key: A key must stand once in an object, but `a` stands in line 1 too.\n  Remove one of the two.\n',
    ],
    [
      'a: !!int "1"\nb: !run x\nc: !!set {d}\n',
      'f.yaml:1:10 tag-refused: A value must have no tag, got "!!int".\n  Remove it; the type of a value follows from where it stands.\n' +
        'f.yaml:2:9 tag-refused: A value must have no tag, got "!run".\n  Remove it; the type of a value follows from where it stands.\n' +
        'f.yaml:3:10 tag-refused: A value must have no tag, got "!!set".\n  Remove it; the type of a value follows from where it stands.\n',
    ],
    [
      'a: *nowhere\n',
      'f.yaml:1:4 unknown-anchor: An alias must follow the anchor that it names, but there is no `&nowhere` before it.\n  Write the anchor first, or quote a text that starts with *.\n',
    ],
    [
      'a: &a {b: *a}\n',
      'f.yaml:1:11 unknown-anchor: An alias must follow the anchor that it names, but there is no `&a` before it.\n  Write the anchor first, or quote a text that starts with *.\n',
    ],
    [
      'a: {<<: 1}\n',
      'f.yaml:1:9 wrong-type: `<<` must be followed by an alias of an object.\n  Write `<<: *NAME`, where `&NAME` stands before an object.\n',
    ],
    ['? [a]\n: 1\n', 'f.yaml:1:3 wrong-type: A key must be a text.\n  Write a name before the colon.\n'],
    [
      'a: 1\n---\nb: 2\n',
      'f.yaml:2:1 yaml-syntax: The file must be one document, but a second one begins here.\n  Put the other document into a file of its own.\n',
    ],
    [
      '%YAML 1.1\n---\na: yes\n',
      'f.yaml:1:1 yaml-syntax: A file must have no %YAML directive, got %YAML 1.1.\n  Remove it; a pipeline file is YAML 1.2.\n',
    ],
    [
      'a: {b: ${{ c }}, d: [x ${{ e }}]}\nf: "${{ g }}"\nh: {i: ${{ j }}}\nk: [\n',
      'f.yaml:1:8 yaml-syntax: An expression within `{ }` or `[ ]` must stand in quotes.\n  Write `"${{ … }}"`, or give the value a line of its own.\n' +
        'f.yaml:1:24 yaml-syntax: An expression within `{ }` or `[ ]` must stand in quotes.\n  Write `"${{ … }}"`, or give the value a line of its own.\n' +
        'f.yaml:3:8 yaml-syntax: An expression within `{ }` or `[ ]` must stand in quotes.\n  Write `"${{ … }}"`, or give the value a line of its own.\n' +
        'f.yaml:5:1 yaml-syntax: Flow sequence in block collection must be sufficiently indented and end with a ].\n  Check the indentation, quotes and brackets before this place.\n',
    ],
    ['a:\n\t- b\n', 'f.yaml:2:1 yaml-syntax: Tabs are not allowed as indentation.\n  Indent with spaces.\n'],
  ])('refuses %j', (text, said) => {
    expect(read(text).said).toBe(said);
  });

  it('limits what aliases multiply', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 10; n += 1)
      bomb.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      );
    expect(read(bomb.join('\n')).said).toBe(
      'f.yaml:5:25 too-large: A file must have at most 50000 values, those behind aliases counted each time.\n' +
        '  Use fewer aliases, or move parts to files under `include`.\n',
    );
  });

  it('limits the length and the depth of a file', () => {
    expect(read('x'.repeat(262_145)).said).toBe(
      'f.yaml:1:1 too-large: A pipeline file must have at most 262144 characters, got 262145.\n' +
        '  Move parts of it to files under `include`.\n',
    );
    expect(read(`${'['.repeat(100)}${']'.repeat(100)}`).said).toBe(
      'f.yaml:1:41 too-large: Values must nest at most 40 levels deep.\n  Nest them less deeply.\n',
    );
  });
});
