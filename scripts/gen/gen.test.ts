import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { find, loadCatalog, search } from '@stepyard/catalog';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root as repository } from '../source-files.ts';
import { docFiles } from './documents.ts';
import { generatedFiles } from './generated.ts';
import { fillBlock } from './markers.ts';
import { readCatalog } from './read-catalog.ts';
import { changedFiles, leftOver, remove, write } from './write.ts';

const builders = pathToFileURL(join(repository, 'catalog/src/index.ts')).href;
const readme = ['inputs', 'outputs', 'examples']
  .map((name) => `<!-- ${name}:start -->\nold\n<!-- ${name}:end -->`)
  .join('\n');

const template = (name: string) => `
import { defineTemplate, Type } from '${builders}';
export const declared = defineTemplate({
  name: '${name}',
  version: '1.0.0',
  title: { en: 'Greet', zh: '问候' },
  help: { en: 'Says hello.', zh: '打招呼。' },
  category: 'message',
  inputs: { whom: Type.String({ title: { en: 'Whom', zh: '对象' }, help: { en: 'A | B', zh: '甲' }, default: 'all' }) },
  outputs: { said: Type.String({ title: { en: 'What was said', zh: '内容' } }) },
  repeatable: true,
  examples: [{ title: { en: 'The world', zh: '世界' }, with: { whom: 'the world' } }],
});`;

const trait = (name: string, more = '') => `
import { defineTrait } from '${builders}';
export const declared = defineTrait({
  name: '${name}',
  title: { en: 'Loud', zh: '大声' },
  help: { en: 'Says it louder.', zh: '说得更大声。' },
  claims: ['volume'],
  inputs: {},
  examples: [],${more}
});`;

let root = '';
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gen-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('scripts/gen', () => {
  it('T7.1: offers a new template folder and a new trait file, with no list to extend', async () => {
    put('templates/greet/template.ts', template('greet'));
    put('templates/greet/README.md', readme);
    put('catalog/traits/loud.ts', trait('loud'));
    const { catalog, problems } = await readCatalog(root);
    expect(problems).toEqual([]);
    write(root, [...generatedFiles(catalog), ...docFiles(root, catalog).files]);

    const offered = loadCatalog(
      JSON.parse(readFileSync(join(root, 'catalog/generated/catalog.json'), 'utf8')),
    );
    expect(find(offered, 'greet@1')?.title.zh).toBe('问候');
    expect(search(offered, 'gret').map(({ name }) => name)).toEqual(['greet']);
    expect(offered.traits.map(({ name }) => name)).toEqual(['loud']);
    expect(
      JSON.parse(readFileSync(join(root, 'catalog/generated/greet.schema.zh.json'), 'utf8')),
    ).toMatchObject({ title: '问候' });
    expect(readFileSync(join(root, 'templates/greet/README.md'), 'utf8')).toBe(
      [
        '<!-- inputs:start -->',
        '',
        '| Input | Kind | Default | What it is |',
        '| --- | --- | --- | --- |',
        '| `whom` | `text` | `"all"` | Whom. A \\| B |',
        '',
        '<!-- inputs:end -->',
        '<!-- outputs:start -->',
        '',
        '| Output | Kind | What it is |',
        '| --- | --- | --- |',
        '| `said` | `text` | What was said. |',
        '',
        '<!-- outputs:end -->',
        '<!-- examples:start -->',
        '',
        'The world:',
        '',
        '```yaml',
        '- id: greet',
        '  template: greet',
        '  with:',
        '    whom: the world',
        '```',
        '',
        '<!-- examples:end -->',
      ].join('\n'),
    );
  });

  it('finds what is out of date, and writes nothing where nothing is', async () => {
    put('templates/greet/template.ts', template('greet'));
    put('templates/greet/README.md', readme);
    put('catalog/generated/gone.json', '{}');
    const { catalog } = await readCatalog(root);
    const files = [...generatedFiles(catalog), ...docFiles(root, catalog).files];
    expect(changedFiles(root, files)).toEqual(files);
    expect(leftOver(root, files)).toEqual(['catalog/generated/gone.json']);
    write(root, files);
    remove(root, leftOver(root, files));
    expect(changedFiles(root, files)).toEqual([]);
    expect(leftOver(root, files)).toEqual([]);
    put('templates/greet/README.md', readme);
    expect(changedFiles(root, [...docFiles(root, catalog).files]).map(({ path }) => path)).toEqual([
      'templates/greet/README.md',
    ]);
  });

  it('says everything that is wrong with declarations and READMEs', async () => {
    put('templates/hello/template.ts', template('greet'));
    put('templates/broken/template.ts', 'export const one = { manifest: 1 };');
    put(
      'templates/strange/template.ts',
      template('strange').replace('whom:', 'uri:').replace('whom:', 'uri:'),
    );
    put('templates/source/template.ts', template('source').replace("default: 'all'", "from: 'event.whom'"));
    put('templates/two/template.ts', 'export const one = 1; export const other = 2;');
    put('templates/without/main.ts', '');
    put('catalog/traits/loud.ts', trait('loud', "conflictsWith: ['quiet'],"));
    put('catalog/traits/loud.test.ts', '');
    const { catalog, problems } = await readCatalog(root);
    expect(problems.map((problem) => problem.split('\n')[0])).toEqual([
      'templates/broken/template.ts: The manifest is wrong:',
      'templates/hello/template.ts: It declares `greet`, but its name must be `hello`.',
      'templates/source/template.ts: `whom` comes from `event.whom`, which no event has.',
      'templates/strange/template.ts: `uri` must be named `url`, as in all templates.',
      'templates/two/template.ts: It must export one declaration, nothing else.',
      'catalog/traits/loud.ts: `conflictsWith` names `quiet`, which is no trait.',
    ]);
    expect(docFiles(root, catalog).problems[0]).toBe(
      'templates/greet/README.md is missing: it opens with one sentence and holds the blocks inputs, outputs and examples.',
    );
    put('templates/greet/README.md', 'nothing');
    expect(docFiles(root, catalog).problems[0]).toBe(
      'templates/greet/README.md must hold <!-- inputs:start --> and <!-- inputs:end --> once each, in this order.',
    );
  });

  it('fills the tables that documents ask for', async () => {
    put('templates/greet/template.ts', template('greet'));
    put('catalog/traits/loud.ts', trait('loud'));
    put(
      'docs/guides/list.md',
      '# List\n<!-- templates:start --><!-- templates:end -->\n<!-- traits:start --><!-- traits:end -->\n',
    );
    put('catalog/README.md', '<!-- formats:start --><!-- formats:end -->');
    const { catalog } = await readCatalog(root);
    const [formats, list] = docFiles(root, catalog).files;
    expect(list?.path).toBe('docs/guides/list.md');
    expect(list?.text).toContain('| `greet` | Greet | 问候 | Message 消息发送 | Says hello. |');
    expect(list?.text).toContain('| `loud` | Loud 大声 | ops | `volume` |  | Says it louder. |');
    expect(formats?.text).toContain('| `duration` | a duration | `30s` `5m` `1h30m` |');
  });

  it.each([
    '',
    '<!-- x:end --><!-- x:start -->',
    '<!-- x:start -->',
    '<!-- x:start --><!-- x:end --><!-- x:end -->',
    '<!-- x:start --><!-- x:start --><!-- x:end -->',
  ])('refuses to fill %j', (text) => {
    expect(() => fillBlock('a.md', text, 'x', 'y')).toThrow(
      'a.md must hold <!-- x:start --> and <!-- x:end --> once each, in this order.',
    );
  });

  it('names stale files and ends with 1 when it only checks', () => {
    put('templates/greet/template.ts', template('greet'));
    put('templates/greet/README.md', readme);
    const gen = (...args: string[]) =>
      spawnSync(process.execPath, [join(repository, 'scripts/gen.ts'), root, ...args], { encoding: 'utf8' });
    expect(gen('--check')).toMatchObject({ status: 1 });
    expect(gen().status).toBe(0);
    expect(gen('--check')).toMatchObject({ status: 0, stdout: '' });
    put('catalog/generated/greet.json', '{}');
    put('catalog/generated/old.json', '{}');
    const { status, stderr } = gen('--check');
    expect(status).toBe(1);
    expect(stderr).toBe(
      'catalog/generated/greet.json is out of date: run `npm run gen`.\ncatalog/generated/old.json is out of date: run `npm run gen`.\n',
    );
    expect(gen().status).toBe(0);
    expect(gen('--check').status).toBe(0);
  });
});
