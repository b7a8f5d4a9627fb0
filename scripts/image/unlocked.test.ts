import { describe, expect, it } from 'vitest';
import { tellUnlocked, unlockedFile, unlockedIn, unlockedWords } from './unlocked.ts';

const layer = (text: string) => ({ inventory: [[unlockedFile, text]] as const });
const curl = 'deb amd64 curl 8.1-2 aaa\n';
const svn = 'deb amd64 subversion 1.14-9 bbb\n';

describe('scripts/image/unlocked', () => {
  it('reads the notes of all layers, each once', () => {
    expect(unlockedIn([layer(svn), { inventory: [['etc/x', 'y']] }, layer(curl + svn)])).toEqual([
      'deb amd64 curl 8.1-2 aaa',
      'deb amd64 subversion 1.14-9 bbb',
    ]);
  });

  it('tells each package of the image that took it, and how to lock it', () => {
    const tools = { recipe: { name: 'tools', on: 'base' }, records: [layer(curl)] };
    const clone = { recipe: { name: 'clone', on: 'tools' }, records: [layer(curl), layer(curl + svn)] };
    const npm = { recipe: { name: 'npm', on: 'tools' }, records: [layer(curl)] };
    expect(unlockedWords([tools, clone, npm])).toBe(
      'Debian has other versions now than runtime/tools.lock names: tools has curl 8.1-2; clone has subversion 1.14-9. These images, and those on them, are not for release; `npm run image -- tools clone --relock` takes the versions into the lock.',
    );
    expect(unlockedWords([{ recipe: { name: 'base' }, records: [{ inventory: [] }] }])).toBe(undefined);
  });

  it('only tells of them in a build for development, and refuses them in one for release', () => {
    const base = { recipe: { name: 'base' }, records: [layer(curl)] };
    const said: string[] = [];
    tellUnlocked([base], (line) => said.push(line));
    expect(said).toEqual([unlockedWords([base])]);
    expect(() => tellUnlocked([base], (line) => said.push(line), true)).toThrow(said[0]);
    expect(said).toHaveLength(1);
  });
});
