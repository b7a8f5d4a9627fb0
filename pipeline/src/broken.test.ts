import { readdirSync, readFileSync } from 'node:fs';
import { loadCatalog } from '@stepyard/catalog';
import { describe, expect, it } from 'vitest';
import { formatProblems } from './format-problems.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { validatePipeline } from './validate/validate-pipeline.ts';

const folder = new URL('../../examples/broken/', import.meta.url);
const generated = new URL('../../catalog/generated/catalog.json', import.meta.url);
const catalog = loadCatalog(JSON.parse(readFileSync(generated, 'utf8')));
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const executor = { name: 'process', can: { image: false, services: false } };

describe('pipeline/broken', () => {
  it('has the six broken pipelines', () => {
    expect(names).toEqual([
      'all-sorts.yaml',
      'conflicting-traits.yaml',
      'cycle.yaml',
      'missing-input.yaml',
      'unknown-template.yaml',
      'wrong-type.yaml',
    ]);
  });

  it.each(names)('says all that is wrong with %s at once', (name) => {
    const { document, problems } = parsePipeline(readFileSync(new URL(name, folder), 'utf8'), name);
    const said = formatProblems([...problems, ...validatePipeline(document, catalog, { executor })]);
    expect(said).toBe(readFileSync(new URL(name.replace('.yaml', '.txt'), folder), 'utf8'));
  });
});
