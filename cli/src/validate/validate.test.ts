import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askIn } from '../../test/in-process.ts';
import { makePlace, type Place, scripts } from '../../test/place.ts';

const broken = new URL('../../../examples/broken/', import.meta.url);

let at: Place;
beforeAll(() => {
  at = makePlace();
  at.write({ 'good.yaml': scripts('good', { greet: 'echo hi' }) });
  for (const file of ['all-sorts.yaml', 'cycle.yaml'])
    copyFileSync(new URL(file, broken), join(at.project, file));
});
afterAll(() => at.remove());

describe('cli/validate', () => {
  it('says all that is wrong at once, with file, line and column, and ends with 2', async () => {
    const { status, out, err } = await at.stepyard(['validate', 'good.yaml', 'all-sorts.yaml', 'cycle.yaml']);
    expect([status, out]).toEqual([2, '']);
    const said = ['all-sorts', 'cycle'].map((name) => readFileSync(new URL(`${name}.txt`, broken), 'utf8'));
    const count = said.join('').match(/^\S/gm)?.length;
    expect(err).toBe(
      `${said.join('')}stepyard: There are ${count} problems in the pipeline.\n  Mend what is listed above; nothing was started.\n`,
    );
  });

  it('gives problems as JSON, and says which files are sound', async () => {
    const { status, out, err } = await askIn(at, ['validate', 'cycle.yaml', '--json']);
    expect([status, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toMatchObject([
      { file: 'cycle.yaml', line: 9, column: 16, rule: 'cycle', severity: 'error' },
    ]);
    expect(await askIn(at, ['validate', 'good.yaml'])).toEqual({
      status: 0,
      out: 'good.yaml: sound\n',
      err: '',
    });
  });

  it('checks names against files of secrets and configuration where these are given', async () => {
    at.write({
      'config.yaml': 'config: { shop: { COLOUR: red } }\nenvironments: { live: {} }\n',
      'names.yaml': scripts('names', { a: 'true' }, 'environment: lvie\nconfig: shpo\n'),
    });
    const { status, err } = await askIn(at, ['validate', 'names.yaml', '--config', 'config.yaml']);
    expect([status, err]).toEqual([
      2,
      `names.yaml:3:14 unknown-environment: \`environment\` must name an environment that there is, got \`lvie\`.
  Did you mean \`live\`?
names.yaml:4:9 unknown-config: \`config\` must name a config group that there is, got \`shpo\`.
  Did you mean \`shop\`?
stepyard: There are 2 problems in the pipeline.
  Mend what is listed above; nothing was started.
`,
    ]);
  });

  it('refuses to include what is not in the repository', async () => {
    at.write({
      '../part.yaml': 'stepyard: 1\n',
      'out.yaml': scripts('out', { a: 'true' }, 'include: [../part.yaml]\n'),
    });
    const { status, err } = await askIn(at, ['validate', 'out.yaml']);
    expect([status, err]).toEqual([
      2,
      'stepyard: `include` must stay inside of the repository, got "../part.yaml".\n  Move the file into the repository.\n',
    ]);
  });
});

describe('cli/plan', () => {
  it('shows what would run as text, as Mermaid and as JSON', async () => {
    at.write({
      'plan.yaml': `${scripts('plan', { build: 'true', check: 'true' }, 'source: {}\ninputs: { level: { type: integer, default: 2 } }\n')}`,
    });
    const text = await askIn(at, ['plan', 'plan.yaml', '--input', 'level=3']);
    const mermaid = await askIn(at, ['plan', 'plan.yaml', '--format', 'mermaid']);
    const json = await askIn(at, ['plan', 'plan.yaml', '--json']);
    expect(text).toEqual({
      status: 0,
      err: '',
      out: `plan
  level = 3

Clone code (source)
  Clone code (source)  clone@1.0.0

main
  build  script@1.0.0
  check  script@1.0.0
`,
    });
    expect(mermaid.out).toMatch(/^flowchart LR\n/);
    expect(JSON.parse(json.out)).toMatchObject({
      pipeline: 'plan',
      inputs: { level: 2 },
      tasks: [{}, {}, {}],
    });
    expect([mermaid.status, json.status]).toEqual([0, 0]);
  });

  it('T3.10: warns of a long upgrade since the last run', async () => {
    const manifest = (version: string) =>
      JSON.stringify({
        manifest: 1,
        name: 'old',
        version,
        title: { en: 'Old', zh: '旧' },
        help: { en: 'Old.', zh: '旧。' },
        category: 'build',
        inputs: {},
        outputs: {},
        repeatable: true,
        examples: [],
      });
    const main = `const now = new Date().toISOString();
require('node:fs').writeFileSync(process.env.STEPYARD_OUT + '/result.json', JSON.stringify({ contract: 1, status: 'success', outputs: {}, startedAt: now, finishedAt: now }));`;
    at.write({
      '../more/old/template.json': manifest('1.2.0'),
      '../more/old/main.js': main,
      'old.yaml': 'stepyard: 1\nname: old\nstages: [{ name: main, tasks: [{ template: old }] }]\n',
    });
    const more = ['old.yaml', '--catalog', '../more'];
    expect((await at.stepyard(['run', ...more])).status).toBe(0);
    at.write({ '../more/old/template.json': manifest('1.5.0') });
    const { status, err } = await askIn(at, ['plan', ...more]);
    expect(status).toBe(0);
    expect(
      err,
    ).toBe(`old.yaml:3:44 warning upgrade: \`old\` goes from 1.2.0 to 1.5.0, 3 minor versions in one step: go by at most two at a time.
  Pin a version between, for instance \`old@1.4\`.
`);
  });
});
