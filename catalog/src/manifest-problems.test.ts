import { describe, expect, it } from 'vitest';
import { sample, scaling, words } from '../test/sample.ts';
import { assertManifest, assertTrait, manifestProblems, traitProblems } from './manifest-problems.ts';

const base = { ...sample, examples: [] };

describe('catalog/src/manifest-problems', () => {
  it('finds nothing wrong with a declaration, which is plain data', () => {
    expect(manifestProblems(sample)).toEqual([]);
    expect(JSON.parse(JSON.stringify(sample))).toEqual(sample);
    expect(traitProblems(scaling)).toEqual([]);
    expect(JSON.parse(JSON.stringify(scaling))).toEqual(scaling);
  });

  it('refuses what has not the form of a manifest, naming all', () => {
    const value = {
      ...base,
      name: 'Fetch It',
      titel: words,
      title: { en: 'Only English' },
      help: { en: 'Empty', zh: '' },
      category: 'fun',
      permissions: ['root'],
      events: ['push', 'pushed'],
      inputs: {
        a: { type: 'string', title: words, widget: 'slider', minimum: 1 },
        b: { type: 'array', title: words },
        c: { type: 'text', title: words },
        d: { type: 'string' },
      },
    };
    expect(manifestProblems(value).map((problem) => problem.split(':')[0])).toEqual([
      '`name`',
      '`title`',
      '`help.zh`',
      '`category`',
      '`inputs.a.widget`',
      '`inputs.a.minimum`',
      '`inputs.b`',
      '`inputs.c.type`',
      '`inputs.d`',
      '`permissions.0`',
      '`events.1`',
      '`titel`',
    ]);
    expect(manifestProblems(value)).toContain('`titel`: Not known here.');
    expect(manifestProblems(value)).toContain('`title`: Instance does not have required property "zh".');
  });

  it.each([null, 1, 'text', [], {}, { manifest: 2 }])('refuses %j', (value) => {
    expect(manifestProblems(value).length).toBeGreaterThan(0);
  });

  it('refuses what JSON cannot carry', () => {
    const inputs = {
      a: { type: 'string', title: words, default: () => 'x' },
      b: { type: 'number', title: words, minimum: Number.NaN },
    };
    expect(manifestProblems({ ...base, inputs, deprecated: undefined })).toEqual([
      '`inputs.a.default`: Only plain data may stand here.',
      '`inputs.b.minimum`: Only plain data may stand here.',
      '`deprecated`: Only plain data may stand here.',
    ]);
    expect(manifestProblems(() => 1)).toEqual(['`manifest`: Only plain data may stand here.']);
  });

  it('refuses inputs whose variables coincide', () => {
    const inputs = {
      fetchTags: { type: 'string', title: words, optional: true },
      fetchtags: { type: 'string', title: words, optional: true },
    };
    expect(manifestProblems({ ...base, inputs })).toEqual([
      '`inputs.fetchTags` and `inputs.fetchtags` have the same variable INPUT_FETCHTAGS.',
    ]);
  });

  it('refuses reserved and badly formed names', () => {
    const field = { type: 'boolean', title: words, default: false };
    const names = [
      'help',
      'version',
      'manifest',
      'case',
      'constructor',
      'fetch-tags',
      'URL',
      'noCache',
      'enableCache',
      'northern',
    ];
    const inputs = Object.fromEntries(names.map((name) => [name, field]));
    expect(
      manifestProblems({ ...base, inputs, outputs: { version: { type: 'string', title: words } } }),
    ).toEqual([
      '`inputs.help` has a reserved name.',
      '`inputs.version` has a reserved name.',
      '`inputs.manifest` has a reserved name.',
      '`inputs.case` has a reserved name.',
      '`inputs.constructor` has a reserved name.',
      '`inputs.fetch-tags` must be named in camelCase.',
      '`inputs.URL` must be named in camelCase.',
      '`inputs.noCache` must be named by an adjective or a noun, neither `enable…` nor negative.',
      '`inputs.enableCache` must be named by an adjective or a noun, neither `enable…` nor negative.',
    ]);
  });

  it('refuses a default that fails its own field', () => {
    const inputs = {
      depth: { type: 'integer', title: words, minimum: 0, default: -1 },
      goals: { type: 'array', title: words, items: { type: 'string', minLength: 1 }, default: [''] },
      mode: { type: 'string', enum: ['a'], title: words, default: 'b' },
      note: { type: 'string', title: words, optional: true, default: 'x' },
      auth: { type: 'object', title: words, default: 'some', cases: { any: { title: words, fields: {} } } },
      login: {
        type: 'object',
        title: words,
        default: 'any',
        cases: { any: { title: words, fields: { user: { type: 'string', title: words } } } },
      },
    };
    expect(manifestProblems({ ...base, inputs })).toEqual([
      '`inputs.depth.default` must be an integer of at least 0, got -1.',
      '`inputs.goals.default[0]` must be text of at least 1 character, got "".',
      '`inputs.mode.default` must be "a", got "b".',
      '`inputs.note.default` makes `optional` void: leave one of the two out.',
      '`inputs.auth.default` must name one of the cases.',
      '`inputs.login.default` names a case whose field `user` is required.',
    ]);
  });

  it('refuses a field that contradicts itself, at any depth', () => {
    const inputs = {
      list: { type: 'array', title: words, items: { type: 'string', pattern: '(' } },
      map: { type: 'object', title: words, additionalProperties: { type: 'string' }, keyPattern: '[' },
      range: { type: 'integer', title: words, minimum: 2, maximum: 1 },
      mode: { type: 'string', enum: ['a', 'b'], title: words, labels: { a: words, c: words } },
      inner: {
        type: 'object',
        title: words,
        properties: { x: { type: 'string', title: words, section: 'nowhere' } },
      },
    };
    expect(manifestProblems({ ...base, inputs })).toEqual([
      '`inputs.list.items`: `pattern` is no regular expression.',
      '`inputs.map`: `keyPattern` is no regular expression.',
      '`inputs.range`: `minimum` is above `maximum`.',
      '`inputs.mode`: the choice `b` has no label.',
      '`inputs.mode`: the label `c` belongs to no choice.',
      '`inputs.inner.x` stands in the section `nowhere`, which `sections` does not declare.',
    ]);
  });

  it('refuses outputs that are declared like inputs', () => {
    const outputs = {
      token: { type: 'string', secret: true, writeOnly: true, title: words },
      count: { type: 'integer', title: words, default: 1 },
    };
    expect(manifestProblems({ ...base, outputs })).toEqual([
      '`outputs.token` is an output, which may not have `secret`.',
      '`outputs.count` is an output, which may not have `default`.',
    ]);
  });

  it('refuses names that lead nowhere', () => {
    const value = {
      ...base,
      version: '1.0',
      volatile: ['comit'],
      network: ['input:ulr', 'git.example'],
      outputsFrom: 'url',
      wait: { kind: 'decision', approvers: 'who', deadline: 'depth' },
      variants: { input: 'jdk', default: '17', images: { 21: { suffix: 'jdk21', tools: {} } } },
      deprecated: { since: 'soon', message: words },
    };
    expect(manifestProblems(value)).toEqual([
      '`version` must be a semantic version such as `1.2.3`.',
      '`outputsFrom` must name an input that is a list of texts.',
      '`volatile` names `comit`, which is not an output.',
      '`network` names `ulr`, which is not an input.',
      '`wait` names `who`, which is not an input.',
      '`variants.input` names `jdk`, which is not an input.',
      '`variants.default` names `17`, which is not one of `variants.images`.',
      '`deprecated.since` must be a semantic version.',
    ]);
    const options = { source: 'branches', dependsOn: ['ulr'] };
    const inputs = { ref: { type: 'string', title: words, optional: true, options } };
    expect(manifestProblems({ ...base, inputs })).toEqual([
      '`inputs.ref.options.dependsOn` names `ulr`, which is not an input.',
    ]);
  });

  it('refuses an example that the checker refuses', () => {
    const examples = [{ title: words, with: { dept: 1, auth: { case: 'token', token: 'hunter2' } } }];
    expect(manifestProblems({ ...base, examples })).toEqual([
      'The example "Text": `dept` is not an input of `fetch`.',
      'The example "Text": `auth.token` must be a reference to a secret, got text.',
    ]);
  });

  it('throws all problems at once', () => {
    expect(() => assertManifest({ ...base, version: '1', volatile: ['x'] })).toThrow(
      'The manifest of `fetch` is wrong:\n- `version` must be a semantic version such as `1.2.3`.\n- `volatile` names `x`, which is not an output.',
    );
    expect(() => assertTrait({ ...scaling, claims: 'replicas' })).toThrow(
      'The trait of `scaling` is wrong:\n- `claims`: ',
    );
  });
});
