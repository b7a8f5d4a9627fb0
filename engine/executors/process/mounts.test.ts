import { describe, expect, it } from 'vitest';
import { withMounts } from './mounts.ts';

const overlay = {
  directory: '/data/cache/layers',
  lower: ['b/tree', 'a/tree', 'empty'],
  upper: 'c/tree',
  work: 'c/work',
  hide: ['/data/cache/layers', '/data/cache/entries'],
};

describe('engine/executors/process/mounts', () => {
  it('leaves a command alone whose caches are directories', () => {
    const command = ['node', 'main.ts'];
    expect(withMounts(command, [{ name: 'a', path: '/data/a' }])).toBe(command);
    expect(withMounts(command, [])).toBe(command);
  });

  it('hands over paths and the command as words of their own', () => {
    const command = ['node', '--', '$(touch x)', "it's; ls"];
    const words = withMounts(command, [{ name: 'a', path: '/data/a b/-- $HOME', overlay }]);
    const from = words.indexOf('overlay');
    expect(words.slice(from, from + 4)).toEqual([
      'overlay',
      '/data/cache/layers',
      'lowerdir=b/tree:a/tree:empty,upperdir=c/tree,workdir=c/work,userxattr',
      '/data/a b/-- $HOME',
    ]);
    expect(words.slice(-command.length)).toEqual(command);
    expect(words.find((word) => word.includes('exec'))).not.toContain('$HOME');
  });

  it('hides what is kept, but not where another cache of the step lies', () => {
    const hidden = (words: readonly string[]) =>
      words.flatMap((word, index) => (word === 'hide' ? [words[index + 1]] : []));
    expect(hidden(withMounts(['x'], [{ name: 'a', path: '/data/a', overlay }]))).toEqual(overlay.hide);
    const other = { name: 'b', path: '/data/held/b', base: '/data/cache/entries/1/tree' };
    expect(hidden(withMounts(['x'], [{ name: 'a', path: '/data/a', overlay }, other]))).toEqual([
      '/data/cache/layers',
    ]);
  });
});
