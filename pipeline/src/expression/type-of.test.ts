import { describe, expect, it } from 'vitest';
import { parseExpression } from './parse-expression.ts';
import { type TypeScope, typeOf } from './type-of.ts';
import { any, describeType, listOf, number, objectOf, text, truth } from './value-type.ts';

const scope: TypeScope = {
  roots: objectOf(
    {
      event: objectOf(
        { branch: text, commits: listOf(objectOf({ id: text })), raw: any },
        'a field of the event',
      ),
      inputs: objectOf({ replicas: number, dry: truth }, 'an input of the pipeline'),
      secrets: { kind: 'object', fields: {}, others: text },
    },
    'something that is known here',
  ),
  status: false,
};

function find(expression: string, given = scope) {
  const parsed = parseExpression(expression);
  if (!('ast' in parsed)) throw new Error(parsed.problem.message);
  const { type, problems } = typeOf(parsed.ast, given);
  return problems.length === 0
    ? describeType(type)
    : problems.map((one) => `${one.offset} ${one.rule}: ${one.message} ${one.hint}`).join('\n');
}

describe('pipeline/expression/type-of', () => {
  it.each([
    ['event.branch', 'a string'],
    ['event.commits[0].id', 'a string'],
    ["event['branch']", 'a string'],
    ['event.raw.a.b[1]', 'any value'],
    ['secrets.ANY', 'a string'],
    ['inputs.replicas > 1', 'a boolean'],
    ['!inputs.dry', 'a boolean'],
    ['inputs.dry ? 1 : 2', 'a number'],
    ["inputs.dry ? 1 : 'x'", 'any value'],
    ["event.branch || 'main'", 'a string'],
    ["split(event.branch, '/')", 'a list'],
    ["split(event.branch, '/')[0]", 'a string'],
    ['[1, 2][0]', 'a number'],
    ['null', 'null'],
    ['event', 'an object'],
    ['event.branch == null', 'a boolean'],
  ])('knows the type of %s', (expression, type) => {
    expect(find(expression)).toBe(type);
  });

  it.each([
    [
      'event.brunch',
      '6 unknown-name: `event.brunch` must name a field of the event, got "brunch". Did you mean `branch`?',
    ],
    [
      'input.replicas',
      '0 unknown-name: `input` must name something that is known here, got "input". Did you mean `inputs`?',
    ],
    [
      'inputs.x',
      '7 unknown-name: `inputs.x` must name an input of the pipeline, got "x". There is replicas, dry.',
    ],
    [
      'event.branch.name',
      '13 type-mismatch: `event.branch.name` must be a field of an object, but it is asked of a string. Use values whose types fit.',
    ],
    [
      "event.commits['a']",
      '14 type-mismatch: `event.commits["a"]` must be a field of an object, but it is asked of a list. Use values whose types fit.',
    ],
    [
      "inputs.replicas == '2'",
      '0 type-mismatch: `==` must compare values of one type, got a number and a string. Use values whose types fit.',
    ],
    [
      "inputs.replicas < '2'",
      '0 type-mismatch: `<` must compare two numbers or two texts, got a number and a string. Use values whose types fit.',
    ],
    [
      "startWith(event.branch, 'x')",
      '0 unknown-function: There is no function `startWith`. Did you mean `startsWith`?',
    ],
    ['lower()', '0 type-mismatch: `lower` must have 1 value, got 0. It gives the text in lower case.'],
    [
      'lower(1, 2)',
      '0 type-mismatch: `lower` must have 1 value, got 2. It gives the text in lower case.\n6 type-mismatch: Value 1 of `lower` must be a string, got a number. It gives the text in lower case.',
    ],
    [
      'format()',
      '0 type-mismatch: `format` must have 1 or more values, got 0. It gives the text with {0}, {1} … replaced by the values after it; {{ and }} stand for braces.',
    ],
    [
      'success()',
      '0 expression-refused: `success()` must stand in `when`, nowhere else. Use `tasks.ID.status` for how one task has ended.',
    ],
  ])('says what is wrong with %s', (expression, problem) => {
    expect(find(expression)).toBe(problem);
  });

  it('lets conditions ask for the status', () => {
    expect(find('success() || cancelled()', { ...scope, status: true })).toBe('a boolean');
  });
});
