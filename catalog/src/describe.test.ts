import { describe, expect, it } from 'vitest';
import { sample, scaling } from '../test/sample.ts';
import { hpa } from '../traits/hpa.ts';
import { scaler } from '../traits/scaler.ts';
import type { Catalog } from './catalog.ts';
import { describeTemplate, describeTrait } from './describe.ts';
import type { Trait } from './trait.ts';

const rival: Trait = { ...scaling, name: 'surge', conflictsWith: [], claims: ['spec'] };
const catalog: Catalog = {
  catalog: 1,
  templates: [sample, { ...sample, version: '1.1.0' }],
  traits: [scaling, rival, hpa, scaler],
};

describe('catalog/src/describe', () => {
  it('T7.3: says fields, defaults, owner, applicable traits and conflicts of a template', () => {
    const shown = describeTemplate(catalog, sample, 'zh');
    expect(shown).toMatchObject({
      name: 'fetch',
      version: '1.0.0',
      title: '获取',
      category: 'build',
      sections: { access: '访问' },
    });
    expect(shown.inputs.map(({ path }) => path)).toEqual([
      'url',
      'depth',
      'ratio',
      'mode',
      'quiet',
      'note',
      'goals',
      'env',
      'server',
      'server.host',
      'server.port',
      'auth',
      'auth.token',
      'auth.username',
    ]);
    expect(shown.inputs[1]).toEqual({
      path: 'depth',
      title: '深度',
      help: '0 表示全部。',
      kind: '整数 ≥ 0',
      secret: false,
      required: false,
      default: 1,
      owner: 'dev',
      advanced: false,
      flag: '--depth',
      variable: 'INPUT_DEPTH',
    });
    expect(shown.inputs.at(-2)).toMatchObject({
      path: 'auth.token',
      case: 'token',
      secret: true,
      required: true,
      flag: '--auth.token-file',
      variable: 'INPUT_AUTH__TOKEN_FILE',
    });
    expect(shown.outputs.map(({ path, required }) => [path, required])).toEqual([
      ['commit', true],
      ['branch', false],
    ]);
    expect(shown.traits).toEqual([
      { name: 'scaling', title: '伸缩', owner: 'ops', claims: ['spec.replicas'], conflictsWith: ['surge'] },
      { name: 'surge', title: '伸缩', owner: 'ops', claims: ['spec'], conflictsWith: ['scaling'] },
    ]);
    expect(shown.examples[0]?.title).toBe('使用令牌');
  });

  it('T7.3: says where a trait applies and what it may not stand beside', () => {
    expect(describeTrait(catalog, scaling, 'en')).toMatchObject({
      name: 'scaling',
      templates: ['fetch'],
      workloads: ['webservice'],
      conflictsWith: ['surge'],
    });
    expect(describeTrait(catalog, hpa, 'en')).toMatchObject({
      templates: [],
      conflictsWith: ['scaler'],
      owner: 'ops',
    });
  });

  it('says since when a template is deprecated', () => {
    const old = {
      ...sample,
      deprecated: { since: '2.0.0', message: { en: 'Use get.', zh: '请使用 get。' } },
    };
    expect(describeTemplate(catalog, old, 'en').deprecated).toBe('Use get.');
  });
});
