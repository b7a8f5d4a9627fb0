import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { evaluateText } from './expression/evaluate.ts';
import { parseText } from './expression/text.ts';
import { formatProblems } from './format-problems.ts';
import { type PipelineDocument, parsePipeline } from './parse-pipeline.ts';
import { planPipeline } from './planning/plan-pipeline.ts';
import { sampleCatalog } from './testing/catalog.ts';
import { validatePipeline } from './validate/validate-pipeline.ts';

const words = [
  'stepyard',
  'name',
  'title',
  'stages',
  'tasks',
  'template',
  'with',
  'needs',
  'when',
  'env',
  'matrix',
  'values',
  'before',
  'after',
  'environment',
  'environments',
  'inputs',
  'source',
  'triggers',
  'push',
  'include',
  'finally',
  'traits',
  'trait',
  'cache',
  'scope',
  'build',
  'deploy',
  'script',
  'a',
  'b',
  '__proto__',
  'constructor',
  '${{ inputs.a }}',
  '${{ tasks.a.outputs.image }}',
  '${{ secrets.X }}',
];
const signs = [
  '${{',
  '}}',
  "'",
  '"',
  '.',
  '[',
  ']',
  '(',
  ')',
  '&&',
  '||',
  '==',
  '!',
  '?',
  ':',
  ',',
  ' ',
  '\n',
  '- ',
  '&x ',
  '*x',
  '{',
  '}',
  '|',
  '!!str',
  '<<',
  '%',
  '#',
  '\t',
];
const key = fc.constantFrom(...words);
const leaf = fc.oneof(key, fc.integer(), fc.boolean(), fc.constant(null), fc.string());
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 7 },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(key, tie('any'), { maxKeys: 6 }),
  ),
})).any;
const noise = fc.array(fc.constantFrom(...words, ...signs), { maxLength: 60 }).map((parts) => parts.join(''));

function useAll(document: PipelineDocument): void {
  validatePipeline(document, sampleCatalog);
  planPipeline(document, sampleCatalog);
}

describe('pipeline/fuzz', () => {
  it('never throws on texts of any kind', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), noise), (text) => {
        const { document, problems } = parsePipeline(text, 'f.yaml');
        useAll(document);
        expect(formatProblems(problems)).toBeTypeOf('string');
      }),
      { numRuns: 200 },
    );
  });

  it('never throws on objects of any kind', () => {
    const task = fc.dictionary(key, value, { maxKeys: 8 });
    const file = fc.record(
      {
        stepyard: fc.oneof(fc.constant(1), value),
        name: fc.oneof(fc.constant('a'), value),
        stages: fc.oneof(
          fc.array(fc.record({ name: key, tasks: fc.array(task, { maxLength: 4 }) }), { maxLength: 3 }),
          value,
        ),
        finally: fc.oneof(fc.array(task, { maxLength: 2 }), value),
        source: value,
        environments: fc.dictionary(key, fc.dictionary(key, value)),
        inputs: fc.dictionary(key, value),
        env: fc.dictionary(key, value),
      },
      { requiredKeys: ['stepyard', 'name', 'stages'] },
    );
    fc.assert(
      fc.property(file, (data) => {
        useAll(parsePipeline(stringify(data), 'f.yaml').document);
      }),
      { numRuns: 80 },
    );
  });

  it('never throws on expressions of any kind, and reaches no prototype', () => {
    const text = fc.oneof(noise, fc.string()).map((inner) => `\${{ ${inner} }}`);
    const inputs = { a: { b: [1, { c: 'd' }] } };
    fc.assert(
      fc.property(text, (whole) => {
        expect(parseText(whole)).toBeTypeOf('object');
        const result = evaluateText(whole, { inputs });
        if ('value' in result) expect(typeof result.value).not.toBe('function');
      }),
      { numRuns: 1000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each([
    ['brackets', '['.repeat(60_000)],
    ['closed brackets', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['braces', '{a: '.repeat(20_000)],
    ['dashes', '- '.repeat(40_000)],
    ['questions', '? '.repeat(40_000)],
    ['aliases', `a: &a b\nc:\n${'- *a\n'.repeat(20_000)}`],
    ['merges', `a: &a {x: 1}\nc:\n${'- <<: *a\n'.repeat(10_000)}`],
    ['keys', Array.from({ length: 8_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['opened expressions', `a: "${'${{ '.repeat(60_000)}"`],
    ['quotes in expressions', `stepyard: 1\nname: a\nenv: {A: "\${{ ${'\'\\"'.repeat(60_000)} }}"}`],
    ['expressions', `env: {A: "${'${{ a }}'.repeat(10_000)}"}`],
    ['tags', '!!str '.repeat(15_000)],
    ['anchors', '&a '.repeat(20_000)],
    ['comments', '#\n'.repeat(60_000)],
    ['quotes', `"${'\\"'.repeat(60_000)}`],
  ])('is done with %s within the time of a test', (_, text) => {
    const { document } = parsePipeline(text, 'f.yaml');
    useAll(document);
    expect(document.file).toBe('f.yaml');
  });
});
