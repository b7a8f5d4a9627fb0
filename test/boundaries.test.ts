import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, type SourceFile, sourceFiles } from '../scripts/source-files.ts';

/** What each folder may import besides itself; what an imported one imports in turn comes along. */
const direct: Record<string, readonly string[]> = {
  catalog: [],
  events: [],
  contract: ['catalog', 'events'],
  pipeline: ['catalog', 'events'],
  runtime: ['contract'],
  forges: ['contract'],
  templates: ['runtime', 'contract', 'forges'],
  engine: ['pipeline', 'contract', 'forges'],
  'studio/web': ['catalog', 'events', 'pipeline'],
  'studio/server': ['engine'],
  cli: ['engine'],
};
const pure = ['catalog', 'events', 'pipeline'];
const files = sourceFiles();
const code = files.filter(({ path }) => !isTest(path));
const templates = [...new Set(files.flatMap(({ path }) => /^templates\/([^/]+)\//.exec(path)?.[1] ?? []))];

describe('test/boundaries', () => {
  it('finds the folders it speaks of', () => {
    expect(code.length).toBeGreaterThan(50);
    expect(templates.length).toBeGreaterThan(0);
  });

  it('imports point one way', () => {
    expect(code.flatMap((file) => forbiddenImports(file))).toEqual([]);
  });

  it('a declaration imports the catalog only', () => {
    const declarations = code.filter(({ path }) => /^templates\/[^/]+\/(template\.ts|inputs\/)/.test(path));
    const strangers = declarations.flatMap(({ path, text }) =>
      importsOf(text)
        .filter((name) => !name.startsWith('.') && !name.startsWith('@stepyard/catalog'))
        .map((name) => `${path} imports ${name}`),
    );
    expect(strangers).toEqual([]);
  });

  it('no template imports another', () => {
    const siblings = files.flatMap(({ path, text }) => {
      const own = /^templates\/([^/]+)\//.exec(path)?.[1];
      return importsOf(text)
        .map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name))
        .filter((name) => own !== undefined && /^templates\/|^@stepyard\/template-/.test(name))
        .filter((name) => !name.startsWith(`templates/${own}/`))
        .map((name) => `${path} imports ${name}`);
    });
    expect(siblings).toEqual([]);
  });

  it('pure folders run in a browser', () => {
    const nodes = code
      .filter(({ path }) => pure.some((folder) => path.startsWith(`${folder}/`)))
      .filter(({ path }) => !path.startsWith('scripts/'))
      .flatMap(({ path, text }) =>
        importsOf(text)
          .filter((name) => name.startsWith('node:'))
          .map((name) => `${path} imports ${name}`),
      );
    expect(nodes).toEqual([]);
  });

  it('engine and studio know no template by name', () => {
    const literal = new RegExp(`['"\`](${templates.join('|')})['"\`]`);
    const named = code
      .filter(({ path }) => /^(engine|studio)\//.test(path))
      .flatMap(({ path, text }) =>
        text
          .split('\n')
          .flatMap((line, index) => (literal.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
      );
    expect(named).toEqual([]);
  });
});

function forbiddenImports({ path, text }: SourceFile): string[] {
  const folder = folderOf(path);
  if (folder === undefined) return [];
  const allowed = reachable(folder);
  return importsOf(text).flatMap((name) => {
    const target = name.startsWith('.')
      ? folderOf(posix.join(posix.dirname(path), name))
      : folderOf(name.replace(/^@stepyard\//, '').replace(/^template-/, 'templates/'));
    return target === undefined || target === folder || allowed.has(target)
      ? []
      : [`${path} imports ${name}`];
  });
}

function folderOf(path: string): string | undefined {
  return Object.keys(direct).find((folder) => path === folder || path.startsWith(`${folder}/`));
}

function reachable(folder: string): Set<string> {
  const found = new Set(direct[folder]);
  for (const next of found) for (const further of direct[next] ?? []) found.add(further);
  return found;
}

/** What the code imports; source text that it holds in a template literal, to write it for others, is not its own. */
function importsOf(text: string): string[] {
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)];
  return found
    .filter(({ index }) => (text.slice(0, index).match(/(?<!\\)`/g) ?? []).length % 2 === 0)
    .flatMap((match) => match[1] ?? []);
}
