import { cases, secret, Type } from '@stepyard/catalog';
import { describe, expect, it } from 'vitest';
import { isExpression } from './authored.ts';
import { evaluateAuthored, evaluateInputs, evaluateWhen } from './evaluate-task.ts';

const title = { en: 'T', zh: 'T' };
const fields = {
  text: Type.String({ title }),
  count: Type.Integer({ title, optional: true }),
  list: Type.Array(Type.String({}), { title }),
  auth: cases(
    { none: {}, token: { token: secret({ title }), user: Type.String({ title, optional: true }) } },
    { title, labels: { none: title, token: title } },
  ),
};
const context = {
  inputs: { n: 3, yes: true, none: null },
  secrets: { T: 's3cret' },
  tasks: { a: { outputs: { list: [1, 'x'] } } },
};

const e = (expression: string) => ({ expression: `\${{ ${expression} }}` });

describe('pipeline/planning/evaluate-task', () => {
  it('evaluates inputs, numbers as texts where a text is wanted, null as not given', () => {
    expect(
      evaluateInputs(
        fields,
        {
          text: e('inputs.n'),
          count: e('inputs.none'),
          list: e('tasks.a.outputs.list'),
          auth: { case: 'token', token: e('secrets.T'), user: e('inputs.none') },
        },
        context,
      ),
    ).toEqual({ values: { text: '3', list: ['1', 'x'], auth: { case: 'token', token: 's3cret' } } });
    expect(evaluateInputs(fields, { count: e('inputs.n'), list: ['a', e('inputs.yes')] }, context)).toEqual({
      values: { count: 3, list: ['a', 'true'] },
    });
  });

  it('gives the problem of an expression', () => {
    expect(evaluateInputs(fields, { list: ['a', e('inputs.n < null')] }, context)).toEqual({
      problem: {
        message: '`<` must compare two numbers or two texts, got a number and null.',
        hint: 'Give a default with `||`, or compare values of one type.',
      },
    });
  });

  it('tells expressions from objects of the author', () => {
    expect(isExpression({ expression: '${{ a }}' })).toBe(true);
    expect(isExpression({ expression: 'a' })).toBe(false);
    expect(isExpression({ expression: '${{ a }}', b: 1 })).toBe(false);
    expect(evaluateAuthored({ expression: { expression: '${{ inputs.n }}' } }, context)).toEqual({
      value: { expression: 3 },
    });
    expect(evaluateAuthored({ expression: 'a $${{ b' }, context)).toEqual({ value: 'a ${{ b' });
  });

  it('holds a condition only after success, unless it asks for the status', () => {
    const status = { success: false, failure: true, cancelled: false };
    expect(evaluateWhen(undefined, {})).toEqual({ value: true });
    expect(evaluateWhen(undefined, { status })).toEqual({ value: false });
    expect(evaluateWhen(e('inputs.yes'), { ...context, status })).toEqual({ value: false });
    expect(evaluateWhen(e('inputs.yes'), context)).toEqual({ value: true });
    expect(evaluateWhen(e('failure() && inputs.yes'), { ...context, status })).toEqual({ value: true });
    expect(evaluateWhen(e('always()'), { status })).toEqual({ value: true });
  });
});
