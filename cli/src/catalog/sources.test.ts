import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { askIn } from '../../test/in-process.ts';
import { makePlace, type Place } from '../../test/place.ts';

const manifest = (name: string, version = '1.0.0') =>
  JSON.stringify({
    manifest: 1,
    name,
    version,
    title: { en: 'Greet', zh: '问候' },
    help: { en: 'Greets someone.', zh: '问候某人。' },
    category: 'message',
    inputs: { who: { type: 'string', title: { en: 'Who', zh: '谁' }, default: 'world' } },
    outputs: {},
    repeatable: true,
    examples: [{ title: { en: 'Greet Ann', zh: '问候 Ann' }, with: { who: 'Ann' } }],
  });
const pipeline = `stepyard: 1
name: demo
stages:
  - name: main
    tasks:
      - { id: greet, template: greet, with: { who: Ann } }
`;

const places: Place[] = [];
let at: Place;
beforeEach(() => {
  at = makePlace();
  places.push(at);
  at.write({
    'steps/greet/template.json': manifest('greet'),
    'steps/greet/main.sh': 'echo "Hello, $INPUT_WHO!"\n',
    'stepyard.yaml': pipeline,
  });
});
afterAll(() => {
  for (const place of places) place.remove();
});

const ask = (...args: string[]) => askIn(at, args);
const file = () => join(at.data, 'catalog.yaml');
const catalogIs = (...sources: string[]) =>
  at.write({
    '../data/catalog.yaml': `catalog: 1\nsources:\n${sources.map((one) => `  - ${one}\n`).join('')}`,
  });

describe('cli/catalog/sources', () => {
  it('T7.1: offers an added template wherever the built-in ones are, and runs it by its name', async () => {
    expect((await ask('validate', 'stepyard.yaml')).status).toBe(2);
    const added = await ask('catalog', 'add', 'steps/greet');
    expect(added).toMatchObject({
      status: 0,
      err: '',
      out: 'Added greet 1.0.0 from ../demo/steps/greet to ../data/catalog.yaml.\n',
    });
    expect((await ask('catalog', 'list', '--category', 'message')).out).toMatch(
      /\ngreet +1\.0\.0 +Greet +Greets someone\.\n/,
    );
    expect((await ask('catalog', 'show', 'greet')).out).toMatch(/^greet 1\.0\.0 {2}Greet\n/);
    expect((await ask('catalog', 'search', 'gret')).out).toContain('greet');
    expect((await ask('validate', 'stepyard.yaml')).out).toBe('stepyard.yaml: sound\n');
    expect((await ask('plan', 'stepyard.yaml')).out).toContain('greet');
    expect((await at.stepyard(['complete', '--', 'catalog', 'show', 'gr'])).out).toContain('greet');
    expect((await ask('init', '.', '--file', 'first.yaml')).out).toMatch(
      /\nOf your own catalog it can use besides: greet\.\n$/,
    );
    const { status, out } = await at.stepyard(['run', 'stepyard.yaml']);
    expect([status, out]).toEqual([0, expect.stringContaining('Hello, Ann!')]);
  });

  it('says where each template comes from', async () => {
    await ask('catalog', 'add', './steps');
    const { out } = await ask('catalog', 'list', '--source');
    expect(out).toMatch(/^NAME +VERSION +SOURCE\n/);
    expect(out).toMatch(/\nclone +\d\S+ +built-in\n/);
    expect(out).toMatch(/\ngreet +1\.0\.0 +\.\.\/demo\/steps\n$/);
    const json: { name: string }[] = JSON.parse((await ask('catalog', 'list', '--source', '--json')).out);
    expect(json.find(({ name }) => name === 'greet')).toEqual({
      name: 'greet',
      version: '1.0.0',
      source: { kind: 'file', file: '../demo/steps' },
    });
  });

  it('removes a source by its name or by that of its template, and keeps what people wrote', async () => {
    await ask('catalog', 'add', 'steps/greet');
    writeFileSync(file(), `# ours\n${readFileSync(file(), 'utf8')}`);
    expect(await ask('catalog', 'remove', 'greet')).toMatchObject({ out: 'Removed ../demo/steps/greet.\n' });
    expect(readFileSync(file(), 'utf8')).toMatch(/^# ours\n[\s\S]*sources:\n {2}- built-in\n$/);
    await ask('catalog', 'add', 'steps/greet/template.json');
    expect(await ask('catalog', 'remove', '../demo/steps/greet/template.json')).toMatchObject({ status: 0 });
    expect(await ask('catalog', 'remove', 'greet')).toMatchObject({
      status: 2,
      err: 'stepyard: The catalog has no source and no template "greet".\n  It has the sources: built-in.\n',
    });
  });

  it('works on the catalog file that is named', async () => {
    expect((await ask('catalog', 'add', 'steps/greet', '--catalog', 'team.yaml')).out).toContain(
      'to team.yaml',
    );
    expect(readFileSync(join(at.project, 'team.yaml'), 'utf8')).toContain('- file: ./steps/greet');
    expect(existsSync(file())).toBe(false);
    expect((await ask('validate', 'stepyard.yaml', '--catalog', 'team.yaml')).status).toBe(0);
    const { out } = await at.stepyard(['run', 'stepyard.yaml'], { env: { STEPYARD_CATALOG: 'team.yaml' } });
    expect(out).toContain('Hello, Ann!');
  });

  it('offers only what a file without built-in lists', async () => {
    catalogIs('file: ../demo/steps');
    expect((await ask('catalog', 'list', '--json')).out.match(/"name": "(?!who)/g)).toHaveLength(1);
  });

  it('refuses what is there already, or is no template', async () => {
    const failed = async (...args: string[]) => {
      const { status, err } = await ask(...args);
      expect(status).toBe(2);
      return err;
    };
    await ask('catalog', 'add', 'steps/greet');
    expect(await failed('catalog', 'add', 'steps/greet')).toBe(
      'stepyard: ../demo/steps/greet is in the catalog already.\n  See what it stands for now: stepyard catalog update ../demo/steps/greet\n',
    );
    expect(await failed('catalog', 'add', 'steps')).toBe(
      'stepyard: `greet` is a template of ../demo/steps/greet already.\n  Give the template another name, or take that source out first: `stepyard catalog remove`.\n',
    );
    at.write({ 'steps/other/template.json': manifest('clone'), 'steps/other/main.sh': '' });
    expect(await failed('catalog', 'add', 'steps/other')).toContain(
      '`clone` is a template of built-in already.',
    );
    at.write({ 'steps/bad/template.json': '{"manifest": 1}', 'steps/bad/main.sh': '' });
    expect(await failed('catalog', 'add', 'steps/bad')).toMatch(
      /bad\/template\.json must be a manifest: [\s\S]*property \\?"name/,
    );
    at.write({ 'empty/x': '' });
    expect(await failed('catalog', 'add', './empty')).toContain("./empty must be a template's folder");
    expect(await failed('catalog', 'add', './nowhere')).toBe(
      'stepyard: There is no file "./nowhere".\n  Check the path.\n',
    );
  });

  it('names all lines of a catalog file that are wrong', async () => {
    catalogIs(
      'builtin',
      '{ file: x, image: y }',
      '{ image: "A B", digest: x }',
      '{ image: app }',
      '{ url: "ftp://x" }',
      '{ file: x, colour: red }',
    );
    expect(await ask('catalog', 'list')).toMatchObject({
      err: `stepyard: ${file()}:3: A source must be of a known form, got "builtin".
${file()}:4: A source must have one of \`file\`, \`image\` and \`url\`.
${file()}:5: \`digest\` must be sha256: and 64 hex digits, got "x".
${file()}:6: The image "app" must have its \`digest\`: \`stepyard catalog add\` writes it.
${file()}:7: \`url\` must start with https://, got "ftp://x".
${file()}:8: \`colour\` is not known here.
  A source is built-in, { file: PATH }, { image: NAME, digest: sha256:… } or { url: URL, digest: sha256:… }.
`,
    });
    at.write({ '../data/catalog.yaml': 'sources: []\n' });
    expect(await ask('catalog', 'list')).toMatchObject({
      err: `stepyard: ${file()} must hold \`catalog: 1\` and a list \`sources\`.\n  See docs/custom-templates.md for a whole one.\n`,
    });
  });

  it('leaves out what is gone, and says so', async () => {
    catalogIs('built-in', 'file: ../gone');
    const { status, err, out } = await ask('catalog', 'list');
    expect([status, err]).toEqual([
      0,
      `stepyard: ${file()}: ../gone is left out: The catalog folder must exist, got "${at.root}/gone".\n`,
    ]);
    expect(out).toContain('clone');
  });
});
