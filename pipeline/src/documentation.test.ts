import { readFileSync } from 'node:fs';
import { loadCatalog } from '@stepyard/catalog';
import { describe, expect, it } from 'vitest';
import { functions } from './expression/functions.ts';
import { formatProblems } from './format-problems.ts';
import { pipeline } from './language/pipeline.ts';
import { stage } from './language/stage.ts';
import { task } from './language/task.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { planPipeline } from './planning/plan-pipeline.ts';
import type { JsonSchema, Shape } from './shape/shape.ts';
import { roots } from './validate/scope.ts';
import { validatePipeline } from './validate/validate-pipeline.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('../../docs/pipeline.md');
const catalog = loadCatalog(JSON.parse(read('../../catalog/generated/catalog.json')));

/** Every YAML example with its line, and the problems that the page says it has. */
const examples = [...page.matchAll(/```yaml\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map((match) => ({
  line: page.slice(0, match.index).split('\n').length + 1,
  text: match[1] ?? '',
  said: match[2] ?? '',
}));

/** A whole pipeline from an example, which may be keys of a pipeline or tasks. */
function whole(text: string): string {
  if (/^stepyard:/m.test(text)) return text;
  if (text.startsWith('- ')) {
    const tasks = text.replace(/^(?=.)/gm, '      ');
    return `stepyard: 1\nname: example\nstages:\n  - name: one\n    tasks:\n${tasks}`;
  }
  const task = 'stages: [{ name: one, tasks: [{ template: npm, with: { command: ci } }] }]';
  return `stepyard: 1\nname: example\n${text}${task}\n`;
}

describe('docs/pipeline', () => {
  it.each(examples)('the example in line $line holds', ({ text, said }) => {
    const { document, problems } = parsePipeline(whole(text), 'pipeline.yaml');
    const included = { ...document, include: [] };
    expect(formatProblems([...problems, ...validatePipeline(included, catalog)])).toBe(said);
    const inputs = document.inputs?.has('ticket') === true ? { ticket: 'SHOP-1' } : {};
    expect(planPipeline(included, catalog, { inputs }).plan === undefined).toBe(said !== '');
  });

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(15);
    expect(examples.filter(({ said }) => said !== '').length).toBeGreaterThan(3);
  });

  it.each([
    ['a pipeline', pipeline],
    ['a stage', stage],
    ['a task', task],
  ])('names every key of %s', (_, shape) => {
    expect(keysOf(shape).filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });

  it('names every function and every root', () => {
    expect(Object.keys(functions).filter((name) => !page.includes(`\`${name}(`))).toEqual([]);
    expect(roots.filter((root) => !page.includes(`| \`${root}`))).toEqual([]);
  });
});

function keysOf(shape: Shape<unknown>): readonly string[] {
  const defs = new Map<string, JsonSchema>();
  const schema = shape.schema({ lang: 'en', defs });
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/$defs/', '') : '';
  const { properties } = defs.get(name) ?? schema;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}
