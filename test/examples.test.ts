import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Catalog, loadCatalog } from '@stepyard/catalog';
import { formatProblems, parsePipeline, planPipeline, validatePipeline } from '@stepyard/pipeline';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/source-files.ts';

/** The built-in templates, and those that the example brings along in folders. */
function catalogOf(example: string): Catalog {
  const folder = join(root, 'examples', example);
  const own = readdirSync(folder).map((name) => join(folder, name, 'template.json'));
  const templates = own
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
  return { ...catalog, templates: [...catalog.templates, ...templates] };
}

const generated = readFileSync(join(root, 'catalog/generated/catalog.json'), 'utf8');
const catalog = loadCatalog(JSON.parse(generated));
const executor = { name: 'process', can: { image: false, services: false } };
const names = readdirSync(join(root, 'examples')).filter((name) =>
  existsSync(join(root, 'examples', name, 'pipeline.yaml')),
);

describe('test/examples', () => {
  it('finds the examples', () => {
    expect(names).toEqual(expect.arrayContaining(['own-repository', 'quickstart']));
  });

  it.each(names)('%s is sound, named as its folder, and can be planned', (name) => {
    const file = `examples/${name}/pipeline.yaml`;
    const { document, problems } = parsePipeline(readFileSync(join(root, file), 'utf8'), file);
    expect(formatProblems([...problems, ...validatePipeline(document, catalogOf(name), { executor })])).toBe(
      '',
    );
    const { plan } = planPipeline(document, catalogOf(name));
    expect(plan?.pipeline).toBe(name);
  });
});
