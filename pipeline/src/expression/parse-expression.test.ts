import { describe, expect, it } from 'vitest';
import type { Ast } from './ast.ts';
import { parseExpression } from './parse-expression.ts';

/** The tree as text with all brackets. */
function shape(ast: Ast): string {
  switch (ast.kind) {
    case 'literal':
      return JSON.stringify(ast.value);
    case 'name':
      return ast.name;
    case 'field':
      return `${shape(ast.of)}.${ast.name}`;
    case 'index':
      return `${shape(ast.of)}[${shape(ast.index)}]`;
    case 'call':
      return `${ast.name}(${ast.args.map(shape).join(', ')})`;
    case 'not':
      return `!${shape(ast.of)}`;
    case 'binary':
      return `(${shape(ast.left)} ${ast.operator} ${shape(ast.right)})`;
    case 'choice':
      return `(${shape(ast.test)} ? ${shape(ast.then)} : ${shape(ast.otherwise)})`;
    case 'list':
      return `[${ast.items.map(shape).join(', ')}]`;
  }
}

function parsed(text: string): string {
  const result = parseExpression(text);
  return 'ast' in result ? shape(result.ast) : `${result.problem.offset}: ${result.problem.message}`;
}

describe('pipeline/expression/parse-expression', () => {
  it.each([
    ['a.b', 'a.b'],
    ['tasks.unit-test.outputs.total', 'tasks.unit-test.outputs.total'],
    ["a['b c'].d[0]", 'a["b c"].d[0]'],
    ["'it''s'", '"it\'s"'],
    ['"a\\n\\"b\\""', '"a\\n\\"b\\""'],
    ['-1.5e3', '-1500'],
    ['[1, true, null, false]', '[1, true, null, false]'],
    ['a || b && c == d', '(a || (b && (c == d)))'],
    ['a == b == c', '((a == b) == c)'],
    ['a < b && b >= c', '((a < b) && (b >= c))'],
    ['!a.b == !!c', '(!a.b == !!c)'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['(a || b) && c', '((a || b) && c)'],
    ["contains(a.b, 'x', [])", 'contains(a.b, "x", [])'],
    ['success()', 'success()'],
    [' \n\ta ', 'a'],
  ])('reads %s', (text, tree) => {
    expect(parsed(text)).toBe(tree);
  });

  it.each([
    ['', '0: There must be a value, a name or a bracket here, got the end.'],
    ['a.', '2: There must be a name after the dot here, got the end.'],
    ['a b', '2: There must be an operator or the end here, got "b".'],
    ['(a', '2: There must be `)` here, got the end.'],
    ['f(a b)', '4: There must be `,` or `)` here, got "b".'],
    ['a ? b', '5: There must be `:` here, got the end.'],
    ["'abc", "0: The text that starts with ' is not closed."],
    ['"\\x"', '0: A text in double quotes must be written as in JSON, got "\\x".'],
    ['a = b', '2: An expression must consist of names, values and operators, got "=".'],
    ['a + b', '2: An expression must consist of names, values and operators, got "+".'],
    ['a; b', '1: An expression must consist of names, values and operators, got ";".'],
    ['`x`', '0: An expression must consist of names, values and operators, got "`".'],
    ['a.__proto__', '2: A name must not be `__proto__`.'],
    ["a['constructor']", '2: A name must not be `constructor`.'],
    ['constructor', '0: A name must not be `constructor`.'],
    ['(() => 1)()', '4: An expression must consist of names, values and operators, got "=".'],
    ['a.b()', '3: There must be an operator or the end here, got "(".'],
  ])('refuses %s', (text, problem) => {
    expect(parsed(text)).toBe(problem);
  });

  it('says what to do', () => {
    expect(parseExpression('a = b')).toEqual({
      problem: {
        rule: 'expression-syntax',
        offset: 2,
        message: 'An expression must consist of names, values and operators, got "=".',
        hint: 'Compare with `==`.',
      },
    });
    expect(parseExpression('event.branch main')).toEqual({
      problem: {
        rule: 'expression-syntax',
        offset: 13,
        message: 'There must be an operator or the end here, got "main".',
        hint: 'Join "branch" and "main" by an operator; a text stands in quotes.',
      },
    });
  });

  it('refuses what nests too deeply or is too long', () => {
    expect(parsed(`${'('.repeat(500)}1${')'.repeat(500)}`)).toBe(
      '40: An expression must nest at most 40 levels deep.',
    );
    expect(parsed('!'.repeat(1999))).toBe('40: An expression must nest at most 40 levels deep.');
    expect(parsed('a'.repeat(2001))).toBe('0: An expression must have at most 2000 characters, got 2001.');
    expect(parsed(`a${'.b'.repeat(900)}`)).toBe(`a${'.b'.repeat(900)}`);
  });
});
