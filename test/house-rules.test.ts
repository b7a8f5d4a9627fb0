import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isTest, root, sourceFiles } from '../scripts/source-files.ts';

const files = sourceFiles();
const code = files.filter(({ path }) => !isTest(path));
const strict = code.filter(({ path }) => /^(catalog|templates)\//.test(path));

/** Files that cut texts, and why no secret is in them or how it is masked before. */
const cutsHarmlessly: Readonly<Record<string, string>> = {
  'catalog/src/nearest.ts': 'gives a number',
  'catalog/src/search.ts': 'cuts a list',
  'contract/src/attempt-name.ts': 'names of runs and tasks',
  'contract/src/out/text.ts': 'reads files whose writer has masked them',
  'pipeline/src/planning/matrix.ts': 'ids',
  'pipeline/src/yaml/node.ts': 'quotes the author’s file, in which no secret stands',
  'runtime/src/exec-failure.ts': 'masks the line before',
  'runtime/src/junit/read-tests.ts': 'masks before; of details, only what is whole is told',
  'runtime/src/test-formats/nunit.ts': 'only what is whole is told of it',
  'runtime/src/test-formats/xunit.ts': 'only what is whole is told of it',
  'runtime/src/test-formats/ctest.ts': 'only what is whole is told of it',
  'runtime/src/test-formats/test-case.ts': 'only what is whole is told of it',
  'runtime/src/markdown.ts': 'is given masked text',
  'runtime/src/one-line.ts': 'is given masked text',
  'contract/src/artifacts/saved-sets.ts': 'keys of a store',
  'templates/clone/clone.ts': 'ids of commits',
  'templates/clone/failure.ts': 'is given masked text',
  'templates/clone/merge.ts': 'ids of commits',
  'templates/clone/mirror.ts': 'a digest',
  'templates/docker-build/tag.ts': 'names of branches',
  'templates/image-promote/required-label.ts': 'cuts a list',
};

describe('test/house-rules', () => {
  it('keeps files short: median ≤ 60 lines, 95 % ≤ 200, none over 300', () => {
    const lengths = code.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b);
    const long = code.filter(({ text }) => text.split('\n').length - 1 > 300).map(({ path }) => path);
    expect(long).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(60);
    expect(lengths[Math.floor(lengths.length * 0.95)]).toBeLessThanOrEqual(200);
  });

  it('casts nothing in catalog and templates', () => {
    const casts = strict.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const source = line
          .replace(/'[^']*'|`[^`]*`/g, "''")
          .replace(/\/\/.*|^\s*\/?\*.*/, '')
          .replace(/^\s*(import|export) .*/, '')
          .replace(/ in keyof \w+ as /, ' in ');
        return /\bas (?!const\b)[A-Za-z{[(]|: any\b|@ts-(ignore|expect-error)/.test(source)
          ? [`${path}:${index + 1}: ${line.trim()}`]
          : [];
      }),
    );
    expect(casts).toEqual([]);
  });

  // A secret cut in half leaks its first half: nobody can tell any more that it is one.
  it('cuts a text only where it is masked, or never held a secret', () => {
    const cut = /\.(slice|substring|substr)\(0, ?(\d{2,}\b|longest|\w*[lL]imit\b)|\.slice\([^)]*\)\}…/;
    const cutting = code.filter(({ path, text }) => {
      if (!/^(catalog|contract|pipeline|runtime|templates)\//.test(path)) return false;
      const lines = text.split('\n').filter((line) => cut.test(line) && !/\bmask(ed)?\b|digest\(/.test(line));
      return lines.length > 0 && cutsHarmlessly[path] === undefined;
    });
    expect(cutting.map(({ path }) => path)).toEqual([]);
  });

  it('gives files names that tell something', () => {
    const vague = files.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc|types)(\.|\/)/.test(path));
    expect(vague.map(({ path }) => path)).toEqual([]);
  });

  it('runs every test', () => {
    const skipped = files.filter(({ text }) => /\b(it|test|describe)\.(skip|only|todo)(If)?\b/.test(text));
    expect(skipped.map(({ path }) => path)).toEqual([]);
  });

  it('leaves nothing to do in the code', () => {
    const words = ['TO' + 'DO', 'FIX' + 'ME'];
    const left = files.filter(({ text }) => words.some((word) => text.includes(word)));
    expect(left.map(({ path }) => path)).toEqual([]);
  });

  it('locks packages without naming a host', () => {
    const lock = execFileSync('git', ['show', ':package-lock.json'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    expect(lock).not.toMatch(/"resolved": "https?:/);
  });
});
