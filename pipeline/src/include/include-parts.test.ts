import { describe, expect, it } from 'vitest';
import { formatProblems } from '../format-problems.ts';
import { parsePipeline } from '../parse-pipeline.ts';
import { planPipeline } from '../planning/plan-pipeline.ts';
import { sampleCatalog } from '../testing/catalog.ts';
import { includeParts, type PartLoader } from './include-parts.ts';
import { includePath } from './include-path.ts';

async function included(
  text: string,
  files: Readonly<Record<string, string>>,
  more: Partial<PartLoader> = {},
) {
  const parsed = parsePipeline(text, 'ci/main.yaml');
  const whole = await includeParts(parsed.document, { load: (path) => files[path], ...more });
  const { plan, problems } = planPipeline(whole.document, sampleCatalog);
  return { plan, said: formatProblems([...parsed.problems, ...whole.problems, ...problems]) };
}

const script = (id: string) => `{ id: ${id}, template: script, with: { script: x } }`;
const stage = (name: string, id: string) => `  - { name: ${name}, tasks: [${script(id)}] }\n`;
const part = (...stages: string[]) => `stepyard: 1\nstages:\n${stages.join('')}`;

describe('pipeline/include/include-parts', () => {
  it('puts included stages before the own ones, or where they are named', async () => {
    const main = `stepyard: 1\nname: a\ninclude: [first.yaml]\nstages:\n${stage('own', 'own')}  - include: { file: ../lib/middle.yaml }\n${stage('last', 'last')}`;
    const { plan, said } = await included(main, {
      'ci/first.yaml': part(stage('first', 'first')),
      'lib/middle.yaml': `include: [deep/inner.yaml]\n${part(stage('middle', 'middle'))}`,
      'lib/deep/inner.yaml': part(stage('inner', 'inner')),
    });
    expect(said).toBe('');
    expect(plan?.stages.map(({ name }) => name)).toEqual(['first', 'own', 'inner', 'middle', 'last']);
  });

  it('joins stages of one name, inputs, variables, environments and finally', async () => {
    const main = `stepyard: 1\nname: a\ninclude: [p.yaml]\ninputs: { a: { default: own } }\nenv: { A: own }\nenvironments: { test: { env: { B: own } } }\nenvironment: test\nstages:\n  - { name: one, parallel: true, tasks: [${script('two')}] }\nfinally: [${script('bye')}]\n`;
    const { plan, said } = await included(main, {
      'ci/p.yaml': `${part(stage('one', 'one'))}inputs: { a: { default: part }, b: { default: part } }\nenv: { A: part, C: part }\nenvironments: { test: { env: { B: part, D: part } } }\nfinally: [${script('clean')}]\n`,
    });
    expect(said).toBe('');
    expect(plan).toMatchObject({
      inputs: { a: 'own', b: 'part' },
      stages: [{ name: 'one', parallel: true, tasks: ['one', 'two'] }],
      finally: ['clean', 'bye'],
    });
    expect(plan?.tasks[0]?.env).toEqual({ A: 'own', C: 'part', B: 'own', D: 'part' });
  });

  it('takes in a published part at a version', async () => {
    const asked: string[] = [];
    const { plan } = await included(
      `stepyard: 1\nname: a\ninclude: [{ part: java/service@1.2 }]\nstages: []\n`,
      {},
      {
        loadPart: async (name, version) => {
          asked.push(`${name} ${version}`);
          return part(stage('java', 'java'));
        },
      },
    );
    expect(asked).toEqual(['java/service 1.2']);
    expect(plan?.stages.map(({ name }) => name)).toEqual(['java']);
  });

  it('names the file and the place of what is wrong in it', async () => {
    const { said } = await included(`stepyard: 1\nname: a\ninclude: [p.yaml]\nstages: []\n`, {
      'ci/p.yaml': `${part('  - { name: one, tasks: [{ id: a, template: biuld }] }\n')}name: x\n`,
    });
    expect(said).toBe(
      'ci/p.yaml:3:45 unknown-template: `template` must name a template of the catalog, got `biuld`.\n  Did you mean `build`?\n' +
        'ci/p.yaml:4:1 unknown-key: The file must not have a key `name`.\n  It may have `stepyard`, `inputs`, `env`, `environments`, `include`, `finally`, `stages`.\n',
    );
  });

  it('refuses what is not there, what goes in circles and what leads out', async () => {
    const main = `stepyard: 1\nname: a\ninclude: [none.yaml, { part: x@1 }, loop.yaml, /etc/x.yaml, "https://x.example/a.yaml", { file: a.yaml, part: b@1 }, {}, a.txt]\nstages: []\n`;
    const { said } = await included(main, { 'ci/loop.yaml': 'stepyard: 1\ninclude: [main.yaml]\n' });
    expect(said.split('\n').filter((line) => /^ci\//.test(line))).toEqual([
      'ci/loop.yaml:2:11 cycle: Files must not include each other: ci/main.yaml → ci/loop.yaml → ci/main.yaml.',
      'ci/main.yaml:3:11 include-missing: `include` must name a file that there is, got `ci/none.yaml`.',
      'ci/main.yaml:3:22 include-missing: `include` must name a published part, got `x@1`.',
      'ci/main.yaml:3:48 invalid-value: `include[3]` must be a path relative to this file, got "/etc/x.yaml".',
      'ci/main.yaml:3:61 invalid-value: `include[4]` must be a path relative to this file, got "https://x.example/a.yaml".',
      'ci/main.yaml:3:89 invalid-value: `include[5]` must have either `file` or `part`.',
      'ci/main.yaml:3:118 invalid-value: `include[6]` must have either `file` or `part`.',
      'ci/main.yaml:3:122 invalid-value: `include[7]` must be a path relative to this file, got "a.txt".',
    ]);
  });

  it('limits how many files there are and how deep', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`ci/d${n}.yaml`, `stepyard: 1\ninclude: [d${n + 1}.yaml]\n`]),
    );
    const deep = await included(`stepyard: 1\nname: a\ninclude: [d0.yaml]\nstages: []\n`, files);
    expect(deep.said).toContain(
      'ci/d7.yaml:2:11 include-refused: Files must include files at most 8 levels deep.',
    );
    const many = Array.from({ length: 50 }, () => 'e.yaml').join(', ');
    const wide = await included(`stepyard: 1\nname: a\ninclude: [${many}]\nstages: [{ include: e.yaml }]\n`, {
      'ci/e.yaml': 'stepyard: 1\n',
    });
    expect(wide.said).toContain('include-refused: A pipeline must consist of at most 50 included files.');
  });

  it('says so where a pipeline is checked before its parts were read', () => {
    const { document } = parsePipeline('stepyard: 1\nname: a\ninclude: [a.yaml]\nstages: []\n', 'p.yaml');
    expect(formatProblems(planPipeline(document, sampleCatalog).problems)).toBe(
      'p.yaml:3:11 include-missing: `include` must have been read, but `a.yaml` has not.\n' +
        '  Validate where the files of the repository can be read.\n',
    );
  });

  it.each([
    ['p.yaml', 'a.yaml', 'a.yaml'],
    ['ci/p.yaml', '../a.yaml', 'a.yaml'],
    ['ci/p.yaml', './x/../a.yaml', 'ci/a.yaml'],
    ['p.yaml', '../a.yaml', '../a.yaml'],
    ['../p.yaml', '../a.yaml', '../../a.yaml'],
    ['/r/ci/p.yaml', '../a.yaml', '/r/a.yaml'],
    ['/p.yaml', '../a.yaml', undefined],
  ])('finds the path of what %s includes as %s', (from, path, found) => {
    expect(includePath(from, path)).toBe(found);
  });
});
