import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isTest, root, sourceFiles } from '../scripts/source-files.ts';

const files = sourceFiles();
const code = files.filter(({ path }) => !isTest(path));
const strict = code.filter(({ path }) => /^(catalog|templates)\//.test(path));

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
