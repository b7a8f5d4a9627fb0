import { describe, expect, it } from 'vitest';
import { evaluateMatrix, expandMatrix } from './matrix.ts';

const lists = { jdk: [17, 21], os: ['alpine', 'debian'] };
const matrix = { values: lists };

function ids(of: Parameters<typeof expandMatrix>[1], given: Parameters<typeof expandMatrix>[0] = matrix) {
  const expanded = expandMatrix(given, of);
  return 'combinations' in expanded ? expanded.combinations.map(({ id }) => id) : expanded.problem;
}

describe('pipeline/planning/matrix', () => {
  it('gives the product of the lists, in order', () => {
    expect(expandMatrix(matrix, lists)).toEqual({
      combinations: [
        { id: '17-alpine', title: '17, alpine', values: { jdk: 17, os: 'alpine' } },
        { id: '17-debian', title: '17, debian', values: { jdk: 17, os: 'debian' } },
        { id: '21-alpine', title: '21, alpine', values: { jdk: 21, os: 'alpine' } },
        { id: '21-debian', title: '21, debian', values: { jdk: 21, os: 'debian' } },
      ],
    });
  });

  it('leaves out what is excluded, and gives nothing for an empty list', () => {
    expect(ids(lists, { ...matrix, exclude: [{ jdk: 17, os: 'debian' }, { jdk: 21 }] })).toEqual([
      '17-alpine',
    ]);
    expect(ids({ jdk: [] })).toEqual([]);
  });

  it('gives the same ids to the same values whatever else is there', () => {
    const long = 'a value that is rather long';
    const some = ids({ a: ['x/y', 'x:y', '模块', long, { b: 1 }] });
    expect(some).toEqual([
      'x-y-c2cc6993',
      'x-y-cf01eada',
      'mo-kuai-5b9b2521',
      'a-value-tha-b616fb02',
      'b-1-ca88f334',
    ]);
    expect(ids({ a: [long, 'x:y'] })).toEqual(['a-value-tha-b616fb02', 'x-y-cf01eada']);
    expect(ids({ a: ['x', 'x'] })).toEqual(['x', 'x-2']);
  });

  it('refuses more than 256 combinations', () => {
    const many = Array.from({ length: 17 }, (_, index) => index);
    expect(ids({ a: many, b: many })).toEqual({
      message: 'A matrix must have at most 256 combinations, got 289.',
      hint: 'Shorten its lists, or split the task.',
    });
  });

  it('evaluates lists that earlier tasks give', () => {
    const given = {
      values: { a: { expression: '${{ tasks.x.outputs.list }}' }, b: [1, { expression: '${{ inputs.n }}' }] },
    };
    expect(evaluateMatrix(given, { tasks: { x: { outputs: { list: ['p'] } } }, inputs: { n: 2 } })).toEqual({
      lists: { a: ['p'], b: [1, 2] },
    });
    expect(evaluateMatrix(given, {})).toEqual({
      problem: {
        message: '`matrix.values.a` must be a list, got null.',
        hint: 'Use `split` or `fromJson` to make a list of a text.',
      },
    });
  });
});
