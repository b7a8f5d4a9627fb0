import { describe, expect, it } from 'vitest';
import { sample, scaling } from '../test/sample.ts';
import { type Catalog, categoryList, find, loadCatalog, ofCategory } from './catalog.ts';
import { categories, type Manifest } from './manifest.ts';

const many: Catalog = {
  catalog: 1,
  templates: [
    ...categories.map((category): Manifest => ({ ...sample, name: `in-${category}`, category })),
    ...['1.2.0', '1.2.3', '1.5.0', '2.0.0-rc.1'].map((version): Manifest => ({ ...sample, version })),
  ],
  traits: [scaling],
};

describe('catalog/src/catalog', () => {
  it('T1.1: lists the categories in order, 全部 first, and the templates of each', () => {
    expect(categoryList.map(({ title }) => title.zh)).toEqual([
      '全部',
      '构建',
      '代码扫描',
      '测试',
      '发布',
      '部署',
      '消息发送',
      '第三方工具',
    ]);
    expect(categoryList.map(({ title }) => title.en)).toEqual([
      'All',
      'Build',
      'Code scan',
      'Test',
      'Publish',
      'Deploy',
      'Message',
      'Third-party tools',
    ]);
    expect(ofCategory(many, 'all')).toEqual(many.templates);
    for (const category of categories.filter((one) => one !== 'build')) {
      expect(ofCategory(many, category).map(({ name }) => name)).toEqual([`in-${category}`]);
    }
    expect(ofCategory(many, 'build')).toHaveLength(5);
  });

  it('T3.10: finds the version that a name asks for', () => {
    const versions = [
      'fetch',
      'fetch@1',
      'fetch@1.2',
      'fetch@1.2.0',
      'fetch@2.0.0-rc.1',
      'fetch@3',
      'fetsch',
    ].map((wanted) => find(many, wanted)?.version);
    expect(versions).toEqual(['1.5.0', '1.5.0', '1.2.3', '1.2.0', '2.0.0-rc.1', undefined, undefined]);
  });

  it('reads a catalog from JSON and refuses what is none', () => {
    const json: unknown = JSON.parse(JSON.stringify(many));
    expect(loadCatalog(json)).toEqual(many);
    const message =
      'The catalog must be `{ "catalog": 1, "templates": […], "traits": […] }` with a name, a version and a title each.';
    for (const wrong of [
      null,
      [],
      {},
      { ...many, catalog: 2 },
      { ...many, templates: [{ name: 'a' }] },
      { ...many, traits: [1] },
    ]) {
      expect(() => loadCatalog(wrong)).toThrow(message);
    }
  });

  it('checks a manifest whole when it is first given out', () => {
    const broken: unknown = { ...many, templates: [{ ...sample, inputs: { help: sample.inputs.url } }] };
    const loaded = loadCatalog(broken);
    expect(() => find(loaded, 'fetch')).toThrow(
      'The manifest of `fetch` is wrong:\n- `inputs.help` has a reserved name.',
    );
  });
});
