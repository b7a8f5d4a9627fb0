import { describe, expect, it } from 'vitest';
import { parseText, singleExpression } from './text.ts';

describe('pipeline/expression/text', () => {
  it('cuts a text at its expressions', () => {
    const { parts, problems } = parseText('a ${{ b }} c${{d}}');
    expect(problems).toEqual([]);
    expect(parts).toEqual([
      'a ',
      { ast: { kind: 'name', name: 'b', start: 1, end: 2 }, offset: 5 },
      ' c',
      { ast: { kind: 'name', name: 'd', start: 0, end: 1 }, offset: 15 },
    ]);
  });

  it('keeps the type of one expression alone only', () => {
    expect(singleExpression(parseText('${{ a }}'))).toMatchObject({ kind: 'name', name: 'a' });
    expect(singleExpression(parseText(' ${{ a }}'))).toBeUndefined();
    expect(singleExpression(parseText('${{ a }}${{ b }}'))).toBeUndefined();
  });

  it('takes $${{ as it stands', () => {
    expect(parseText('a $${{ b }} c').parts).toEqual(['a ${{ b }} c']);
  });

  it('passes over }} within quotes', () => {
    expect(parseText("${{ '}}' }}").parts).toMatchObject([{ ast: { value: '}}' } }]);
    expect(parseText('${{ "}}\\"}}" }}').parts).toMatchObject([{ ast: { value: '}}"}}' } }]);
  });

  it('says where an expression is not closed, or wrong', () => {
    expect(parseText('a ${{ b').problems).toEqual([
      {
        rule: 'expression-syntax',
        offset: 2,
        message: 'An expression that starts with `${{` must end with `}}`.',
        hint: 'Close it with `}}`; a literal `${{` is written `$${{`.',
      },
    ]);
    expect(parseText("${{ a }} ${{ b == 'x }} c").problems).toMatchObject([
      { offset: 18, message: "The text that starts with ' is not closed." },
    ]);
  });
});
