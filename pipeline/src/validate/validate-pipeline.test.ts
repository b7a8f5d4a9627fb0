import { describe, expect, it } from 'vitest';
import { problemsOf, stageOf } from '../testing/plan.ts';

const first = (said: string) =>
  said
    .split('\n')
    .filter((line) => !line.startsWith('  '))
    .join('\n')
    .trim();

describe('pipeline/validate/validate-pipeline', () => {
  it('finds nothing wrong with a sound pipeline', () => {
    expect(problemsOf(stageOf("- {template: build}\n- {template: script, with: {script: 'true'}}"))).toBe('');
  });

  it('T7.2: refuses traits that set the same field, naming both and the field', () => {
    const tasks = `
- template: deploy
  with: {image: a, namespace: b}
  traits: [{trait: cron-hpa, with: {max: 2}}, {trait: hpa, with: {max: 3}}]`;
    expect(problemsOf(stageOf(tasks))).toBe(
      'pipeline.yaml:8:53 trait-conflict: The traits `cron-hpa` and `hpa` do not go together: both set `replicas`.\n' +
        '  Keep one of the two.\n',
    );
  });

  it('T7.11: refuses a trait on a template that it does not apply to', () => {
    const tasks = '- {template: build, traits: [{trait: hpa, with: {max: 3}}]}';
    expect(problemsOf(stageOf(tasks))).toBe(
      'pipeline.yaml:6:36 trait-not-applicable: The trait `hpa` does not apply to `build`.\n' +
        '  It applies to templates of the category `deploy`.\n',
    );
  });

  it('refuses unknown traits and wrong inputs of traits', () => {
    const tasks = `
- template: deploy
  with: {image: a, namespace: b}
  traits: [hpaa, {trait: hpa, with: {max: many}}]`;
    expect(problemsOf(stageOf(tasks))).toBe(
      'pipeline.yaml:8:18 unknown-trait: `hpaa` is not a trait.\n  Did you mean `hpa`?\n' +
        'pipeline.yaml:8:49 wrong-input: `max` must be an integer of at least 1, got "many".\n' +
        '  Write an integer of at least 1 or an expression `${{ … }}`.\n',
    );
  });

  it('T7.5: refuses a cycle with its path, whatever it consists of', () => {
    expect(
      first(problemsOf(stageOf('- {id: a, template: build, needs: b}\n- {id: b, template: build}'))),
    ).toBe('pipeline.yaml:6:41 cycle: Tasks must not wait for each other: a → b → a.');
    expect(first(problemsOf(stageOf('- {id: a, template: build, needs: a}')))).toBe(
      'pipeline.yaml:6:41 cycle: Tasks must not wait for each other: a → a.',
    );
    const hooks = `
- id: a
  template: build
  before: [{id: b, template: script, env: {X: "\${{ tasks.a.outputs.green }}"}, with: {script: x}}]`;
    expect(problemsOf(stageOf(hooks))).toBe(
      'pipeline.yaml:8:58 cycle: Tasks must not wait for each other: b → a → b.\n' +
        '  Remove one of these: `b` uses an output of `a` (line 8), `a` is a hook around or after `b` (line 6).\n',
    );
  });

  it('T3.10: warns of upgrades of more than two minor versions', () => {
    expect(problemsOf(stageOf('- {id: a, template: build@1.5}'), { previous: { a: '1.2.3' } })).toBe(
      'pipeline.yaml:6:27 warning upgrade: `build` goes from 1.2.3 to 1.5.0, 3 minor versions in one step: go by at most two at a time.\n' +
        '  Pin a version between, for instance `build@1.4`.\n',
    );
    expect(problemsOf(stageOf('- {id: a, template: build@1.2}'))).toBe(
      'pipeline.yaml:6:27 warning upgrade: `build@1.2` is 1.2.3, but the newest is 1.5.0.\n' +
        '  When you upgrade: `build` goes from 1.2.3 to 1.5.0, 3 minor versions in one step: go by at most two at a time.\n',
    );
  });

  it('warns of deprecated templates', () => {
    expect(problemsOf(stageOf('- {template: old-build}'))).toBe(
      'pipeline.yaml:6:20 warning deprecated-template: `old-build` is deprecated since 0.8.0 and may be gone after 2027-06-30: It is no longer looked after.\n' +
        '  Use `build`.\n',
    );
  });

  it('refuses what the executor cannot do, naming line and key', () => {
    const tasks = `
- template: build
  image: maven:3.9
  services: [{name: db, image: postgres:16}]
  resources: {limits: {memory: 1Gi}}`;
    const executor = { name: 'process', can: { image: false, services: false, resources: false } };
    expect(problemsOf(stageOf(tasks), { executor })).toBe(
      'pipeline.yaml:7:9 executor-cannot: `image` must not be used on the executor `process`: it runs the tools of the machine.\n' +
        '  Run it on an executor that can, or remove `image`.\n' +
        'pipeline.yaml:8:9 executor-cannot: `services` must not be used on the executor `process`: it starts no containers.\n' +
        '  Run it on an executor that can, or remove `services`.\n' +
        'pipeline.yaml:9:21 warning executor-cannot: The limits of `build` are not held by the executor `process`.\n' +
        '  Use another executor where they matter.\n',
    );
    expect(problemsOf(stageOf(tasks))).toBe('');
    const can = { name: 'docker', can: { image: true, services: true, resources: true } };
    expect(problemsOf(stageOf(tasks), { executor: can })).toBe('');
    const imageOnly = new Set(['build@1.5.0']);
    expect(problemsOf(stageOf('- template: build'), { executor: { ...executor, imageOnly } })).toBe(
      'pipeline.yaml:6:19 executor-cannot: `build` must not be used on the executor `process`: it is an image and nothing else.\n' +
        '  Run it on an executor that starts containers (`--executor docker`).\n',
    );
  });

  it('refuses what has no implementation yet, naming line and key', () => {
    expect(problemsOf(stageOf('- {template: build}', 'notify: [a@mail.example]\nreport: {to: git}'))).toBe(
      'pipeline.yaml:7:1 not-implemented: `notify` must not be used: it has no implementation yet.\n' +
        '  Remove `notify`; a task of `finally` can do the same.\n' +
        'pipeline.yaml:8:1 not-implemented: `report` must not be used: it has no implementation yet.\n' +
        '  Remove `report`; a task of `finally` can do the same.\n',
    );
  });

  it.each([
    ['event.commit.message', '', 'a text from outside as a value'],
    [
      'tasks.one.outputs.commit',
      'unknown-output: `tasks.one.outputs.commit` must name an output of the task `one`, got "commit".',
      '',
    ],
    ['tasks.won.outputs.x', 'unknown-task: `tasks.won` must name a task of the pipeline, got "won".', ''],
    [
      'tasks.one.output.x',
      'unknown-field: `tasks.one.output` must name a fact of the task `one`, got "output".',
      '',
    ],
    ['matrix.jdk', 'unknown-value: `matrix.jdk` must name a value of the matrix, got "jdk".', ''],
    ['env.HOME', 'unknown-variable: `env.HOME` must name a variable of the task, got "HOME".', ''],
    ['secrets.TOKEN', 'secret-refused: `jdk` must not hold a secret, got `secrets.TOKEN`.', ''],
    ["format('x{0}', env.TOKEN)", 'secret-refused: `jdk` must not hold a secret, got `env.TOKEN`.', ''],
    [
      'config.db[event.branch]',
      'expression-refused: `config` must be followed by a group and an entry as written, not by one that only a run knows.',
      '',
    ],
    ['always()', 'expression-refused: `always()` must stand in `when`, nowhere else.', ''],
    [
      'tasks.one.outputs.modules',
      'type-mismatch: `jdk` must be a string, got an expression that gives a list.',
      '',
    ],
    ['tasks.one.outputs.green', '', 'a truth becomes a text'],
    ['run.number', '', 'a number becomes a text'],
    ['fromJson(tasks.one.outputs.image)', '', 'what only a run knows'],
  ])('checks `jdk: ${{ %s }}`', (expression, said) => {
    const tasks = `
- {id: one, template: build}
- id: two
  template: build
  env: {TOKEN: "\${{ secrets.TOKEN }}"}
  with: {jdk: "\${{ ${expression} }}"}`;
    const line = first(problemsOf(stageOf(tasks))).replace(/^pipeline\.yaml:\d+:\d+ /, '');
    expect(line).toBe(said);
  });

  it.each([
    ['${{ secrets.A }}', ''],
    ["${{ format('Bearer {0}', secrets.A) }}", ''],
    ['${{ inputs.x }}', ''],
    ['hunter2', 'wrong-input: `password` must be a reference to a secret, got text.'],
  ])('checks a secret input given %s', (value, said) => {
    const text = stageOf(
      `- {template: deploy, with: {image: a, namespace: b, password: ${JSON.stringify(value)}}}`,
      'inputs: {x: {}}',
    );
    expect(first(problemsOf(text)).replace(/^pipeline\.yaml:\d+:\d+ /, '')).toBe(said);
  });

  it.each([
    ['secrets.A == "x"', 'secret-refused: `when` must not hold a secret, got `secrets.A`.'],
    ['event.branch', 'type-mismatch: `when` must be true or false, got an expression that gives a string.'],
    ['success() && tasks.one.status != "skipped"', ''],
    ['inputs.dry', ''],
    ['failure() || canceled()', 'unknown-function: There is no function `canceled`.'],
  ])('checks `when: %s`', (condition, said) => {
    const text = stageOf(
      `- {id: one, template: build}\n- template: build\n  when: ${condition}`,
      'inputs: {dry: boolean}',
    );
    expect(first(problemsOf(text)).replace(/^pipeline\.yaml:\d+:\d+ /, '')).toBe(said);
  });

  it('refuses secrets in a matrix and in a group, and other things in a token', () => {
    const text = stageOf(
      '- {template: build, matrix: {values: {a: ["${{ secrets.A }}"], b: "${{ event.branch }}"}}}',
      'concurrency: "${{ secrets.A }}"\ntriggers: {image: {name: x, token: "a${{ secrets.T }}"}}',
    );
    expect(first(problemsOf(text)).replace(/pipeline\.yaml:\d+:\d+ /g, '')).toBe(
      'secret-refused: `matrix.values.a[0]` must not hold a secret, got `secrets.A`.\n' +
        'type-mismatch: `matrix.values.b` must be a list, got an expression that gives a string.\n' +
        'secret-refused: `concurrency.group` must not hold a secret, got `secrets.A`.\n' +
        'secret-refused: `token` must be a secret alone, got one within something else: `secrets.T`.',
    );
  });

  it('knows secrets and config entries where they are given', () => {
    const text = stageOf(
      '- {template: build, env: {A: "${{ secrets.TOKN }}", B: "${{ config.db.hots }}", C: "${{ config.mail.x }}"}}',
    );
    const known = { secrets: ['TOKEN'], config: { db: ['host'] } };
    expect(problemsOf(text)).toBe('');
    expect(first(problemsOf(text, known)).replace(/pipeline\.yaml:\d+:\d+ /g, '')).toBe(
      'unknown-secret: `secrets.TOKN` must name a secret that is given, got "TOKN".\n' +
        'unknown-config: `config.db.hots` must name an entry of the config group `db`, got "hots".\n' +
        'unknown-config: `config.mail` must name a config group, got "mail".',
    );
  });

  it('checks every environment, and says each thing once', () => {
    const text = stageOf(
      '- {id: ship, template: deploy, with: {image: a, namespac: b}}',
      'environment: test\nenvironments:\n  test: {tasks: {ship: {with: {namespace: t}}}}\n  prod: {tasks: {shp: {with: {}}}, inputs: {x: 1}, stages: {on: {}}}',
    );
    expect(first(problemsOf(text))).toBe(
      'pipeline.yaml:6:38 missing-input: `namespace` must be given.\n' +
        'pipeline.yaml:6:55 unknown-input: `namespac` is not an input of `deploy`.\n' +
        'pipeline.yaml:10:18 unknown-task: An environment must name a task of the pipeline, got `shp`.\n' +
        'pipeline.yaml:10:45 unknown-input: An environment must name an input of the pipeline, got `x`.\n' +
        'pipeline.yaml:10:61 unknown-stage: An environment must name a stage of the pipeline, got `on`.',
    );
  });

  it('refuses environments that there are not', () => {
    const text = stageOf(
      '- {template: build, environment: prd}',
      'environments: {prod: {}}\nenvironment: prodd',
    );
    expect(problemsOf(text)).toBe(
      'pipeline.yaml:6:27 unknown-environment: `environment` must name an environment that there is, got `prd`.\n' +
        '  Did you mean `prod`?\n' +
        'pipeline.yaml:8:14 unknown-environment: `environment` must name an environment that there is, got `prodd`.\n' +
        '  Did you mean `prod`?\n',
    );
    expect(problemsOf(text, { environments: ['prd', 'prodd'] })).toBe('');
  });

  it('refuses config groups that there are not, where it is known which there are', () => {
    const text = stageOf('- {template: build, config: [shop, sohp]}', 'config: shpo');
    expect(problemsOf(text)).toBe('');
    expect(problemsOf(text, { config: { shop: ['COLOUR'] } })).toBe(
      'pipeline.yaml:6:42 unknown-config: `config` must name a config group that there is, got `sohp`.\n' +
        '  Did you mean `shop`?\n' +
        'pipeline.yaml:7:9 unknown-config: `config` must name a config group that there is, got `shpo`.\n' +
        '  Did you mean `shop`?\n',
    );
  });

  it('refuses inputs whose declarations contradict themselves', () => {
    const text = stageOf(
      '- {template: build}',
      'inputs:\n  a: {type: integer, default: x}\n  b: {enum: [x, y], default: z}\n  c: {type: boolean, enum: [a]}\n  d: {default: x, required: true}\n  e: {type: list, default: [a, 1]}\n  f: {type: string, default: 1.10}',
    );
    expect(first(problemsOf(text))).toBe(
      'pipeline.yaml:8:31 wrong-type: `a` must be an integer, got "x".\n' +
        'pipeline.yaml:9:30 wrong-type: `b` must be one of "x" or "y", got "z".\n' +
        'pipeline.yaml:10:22 wrong-type: `enum` must stand at an input of type string, but `c` is of type boolean.\n' +
        'pipeline.yaml:11:29 invalid-value: `required` must not stand beside a default, but `d` has both.',
    );
  });

  it('says nothing of a file that is not YAML, which parsing has said', () => {
    expect(first(problemsOf(stageOf('- {template: biuld, env: {A: ${{ b }}}}')))).toBe(
      'pipeline.yaml:6:36 yaml-syntax: An expression within `{ }` or `[ ]` must stand in quotes.',
    );
  });

  it('refuses a task that wants a source where there is none', () => {
    expect(problemsOf(stageOf('- {template: build, source: default}'))).toBe(
      'pipeline.yaml:6:27 no-source: `source: default` must stand in a pipeline that has a `source`, but there is none.\n' +
        '  Add `source:` to the pipeline, for instance `source: {}` for the repository of the event.\n',
    );
  });

  it('knows of a run in a queue only what it has', () => {
    expect(
      first(
        problemsOf(stageOf('- {template: build}', 'concurrency: "${{ run.project }} ${{ run.number }}"')),
      ),
    ).toBe(
      'pipeline.yaml:7:42 unknown-name: `run.number` must name a fact of a run that is not yet numbered, got "number".',
    );
  });

  it('refuses a source that no template can fetch, and a credential in clear', () => {
    const text = stageOf(
      '- {template: build}',
      'source: {url: https://git.example/a.git, credential: hunter2}',
    );
    expect(first(problemsOf(text))).toBe(
      'pipeline.yaml:7:54 wrong-input: `credential` must be one of the cases `none`, `token` or `ssh`, got text.',
    );
  });
});
