import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { makeRepository } from '../../test/support/git-repository.ts';
import { checkOutCode } from './clone.ts';
import { clone } from './template.ts';

describe('templates/clone/lfs', () => {
  it('says that git-lfs is missing', async () => {
    using source = makeRepository();
    source.commit('one', { a: 'a' });
    const PATH = scratchDirectory();
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    symlinkSync(git, join(PATH, 'git'));
    const { failure } = await runStep(clone, checkOutCode, {
      inputs: { url: source.url, lfs: true },
      env: { PATH },
    });
    expect(failure).toEqual({
      class: 'configuration',
      code: 'TOOL_MISSING',
      message: '`git-lfs` is not on the PATH, and `lfs` is on.',
      hint: 'Install git-lfs, or use an image that has it.',
    });
  });
});
