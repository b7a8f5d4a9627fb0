import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '@stepyard/catalog';
import { formatProblems, parsePipeline, validatePipeline } from '@stepyard/pipeline';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/source-files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const catalog = loadCatalog(JSON.parse(read('catalog/generated/catalog.json')));
const pages = globSync(['docs/**/*.md', '*.md', 'templates/*/README.md'], { cwd: root }).sort();

/** The YAML examples of a page that are pipelines or lists of tasks, with what the page says of them below. */
const examples = pages.flatMap((page) => {
  const text = read(page);
  return [...text.matchAll(/```yaml\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].flatMap((match) => {
    const [, example = '', said = ''] = match;
    if (!/^(stepyard:|- )/.test(example)) return [];
    return [{ page, line: text.slice(0, match.index).split('\n').length + 1, example, said }];
  });
});

/** A pipeline of the tasks; the inputs that they name are declared. */
function whole(example: string): string {
  if (example.startsWith('stepyard:')) return example;
  const named = [...example.matchAll(/\binputs\.([A-Za-z]\w*)/g)].map(
    ([, name]) => `  ${name}: { type: string }\n`,
  );
  const inputs = named.length > 0 ? `inputs:\n${[...new Set(named)].join('')}` : '';
  const tasks = example.replace(/^(?=.)/gm, '      ');
  return `stepyard: 1\nname: example\n${inputs}stages:\n  - name: one\n    tasks:\n${tasks}`;
}

describe('test/docs', () => {
  it.each(examples)('the example in $page, line $line, is valid', ({ example, said }) => {
    const { document, problems } = parsePipeline(whole(example), 'pipeline.yaml');
    const found = validatePipeline({ ...document, include: [] }, catalog);
    expect(formatProblems([...problems, ...found])).toBe(said);
  });

  it('finds examples in every README of a template, and in the guides', () => {
    const seen = new Set(examples.map(({ page }) => page));
    const wanted = pages.filter((page) => page.startsWith('templates/'));
    expect([...wanted, 'docs/artifacts.md', 'docs/pipeline.md'].filter((page) => !seen.has(page))).toEqual(
      [],
    );
  });

  it('says all options that the build of images has, and no others', () => {
    const said = [...read('docs/images.md').matchAll(/npm run image -- (?:NAME )?--(\w+)/g)].map(
      ([, name]) => name,
    );
    const [, block = ''] = /options: \{\n(.*?)\n {2}\},/s.exec(read('scripts/image.ts')) ?? [];
    const there = [...block.matchAll(/^ +(\w+): \{/gm)].map(([, name]) => name);
    expect([...new Set(said)].sort()).toEqual(there.sort());
  });

  it.each(pages)('%s links to files that there are', (page) => {
    const text = read(page).replace(/```.*?```/gs, '');
    const links = [...text.matchAll(/\]\(([^)#\s]+)(#[^)\s]*)?\)/g)].map(([, target = '']) => target);
    const gone = links.filter((link) => !/^\w+:/.test(link) && !existsSync(join(root, page, '..', link)));
    expect(gone).toEqual([]);
  });
});
