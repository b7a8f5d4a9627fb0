import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { configText, type Setting } from './config-text.ts';

describe('templates/clone/config-text', () => {
  it('is read by git as it was written', () => {
    const settings: Setting[] = [
      ['core.pager', 'cat'],
      ['remote.origin.url', 'https://git.example/a;b#c "d" \\e'],
      ['branch.-x/"y"\\z.merge', 'refs/heads/-x'],
      ['credential.https://git.example:8443.helper', '!git credential-store --file="$X"'],
      ['http.proxy', ' spaces at both ends '],
      ['a.b', 'two\nlines\tand a tab'],
      ['credential.helper', ''],
    ];
    const file = join(scratchDirectory(), 'config');
    writeFileSync(file, configText(settings));
    const read = execFileSync('git', ['config', '--file', file, '--null', '--list'], { encoding: 'utf8' });
    expect(read.split('\0').slice(0, -1)).toEqual(settings.map(([key, value]) => `${key}\n${value}`));
  });
});
