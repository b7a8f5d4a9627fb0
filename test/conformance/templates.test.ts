import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Schema, validate } from '@cfworker/json-schema';
import { assertManifest, check, complete } from '@stepyard/catalog';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/source-files.ts';
import { manifestOf } from './declaration.ts';

const names = readdirSync(join(root, 'templates'));
const files = ['template.ts', 'main.ts', 'Dockerfile', 'README.md', 'icon.svg', 'package.json'];

describe.each(names)('test/conformance/templates %s', (name) => {
  const folder = join(root, 'templates', name);

  it('T2.12: has a Dockerfile, an entry, tests and the other files that every template has', () => {
    const missing = [...files, `${name}.ts`, `${name}.test.ts`, `${name}.image.test.ts`].filter(
      (file) => !existsSync(join(folder, file)),
    );
    expect(missing).toEqual([]);
  });

  it('declares one template, named as its folder, as data only', async () => {
    const manifest = await manifestOf(name);
    expect(manifest.name).toBe(name);
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
    assertManifest(manifest);
  });

  it('T2.12: has a form in both languages, defaults that fit and examples that are valid', async () => {
    const manifest = await manifestOf(name);
    expect(manifest.examples.length).toBeGreaterThan(0);
    for (const example of manifest.examples) {
      expect(check(manifest, example.with, { expressions: true })).toEqual([]);
    }
  });

  it.each(['', '.zh'])('T2.12: has a form schema%s that takes what the checker takes', async (language) => {
    const manifest = await manifestOf(name);
    const text = readFileSync(join(root, `catalog/generated/${name}.schema${language}.json`), 'utf8');
    const schema: Schema = JSON.parse(text);
    const { properties }: { properties: Record<string, { title?: string }> } = JSON.parse(text);
    expect(Object.keys(properties)).toEqual(Object.keys(manifest.inputs));
    expect(Object.values(properties).filter(({ title = '' }) => title === '')).toEqual([]);
    const sound = manifest.examples.map((example) => {
      const given = JSON.stringify(example.with).replaceAll(/\$\{\{.*?\}\}/g, '1.2.3');
      const values = complete(manifest, JSON.parse(given));
      const accepted = check(manifest, values).length === 0;
      expect(validate(values, schema, '2020-12').valid).toBe(accepted);
      return accepted;
    });
    expect(sound).toContain(true);
  });

  it('enters in at most 40 lines', () => {
    expect(readFileSync(join(folder, 'main.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(41);
  });

  it('is an image of at most 15 instructions on one of our bases, which ends in the bundle', () => {
    const lines = readFileSync(join(folder, 'Dockerfile'), 'utf8')
      .replaceAll('\\\n', '')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.length).toBeLessThanOrEqual(15);
    expect(lines[0]).toMatch(/^ARG BASE=stepyard\/(base:node24|tools:bookworm)$/);
    expect(lines.at(-1)).toBe('COPY dist/ /stepyard/');
    expect(lines.filter((line) => line.startsWith('USER ')).at(-1) ?? 'USER 1000:1000').toBe(
      'USER 1000:1000',
    );
  });

  it('is a private package of the usual shape', () => {
    const found: Record<string, unknown> = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(found).toMatchObject({
      name: `@stepyard/template-${name}`,
      private: true,
      type: 'module',
      license: 'Apache-2.0',
      scripts: { bundle: `node ../../scripts/bundle.ts ${name}` },
    });
  });

  it('has an icon that can be coloured and runs nothing', () => {
    const icon = readFileSync(join(folder, 'icon.svg'), 'utf8');
    expect(icon).toMatch(/^<svg [^>]*viewBox="0 0 24 24"/);
    expect(icon).toContain('currentColor');
    expect(icon).not.toMatch(/<script|on\w+=|href=|<foreignObject/i);
  });
});
