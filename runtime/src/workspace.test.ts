import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from './testing/index.ts';
import { pathInWorkspace } from './workspace.ts';

const outside = scratchDirectory();
const workspace = scratchDirectory();
const directory = join(workspace, 'backend');
const rule = 'Give a path below the workspace, for instance "target/app.jar".';

function path(value: string): Promise<string> {
  return pathInWorkspace({ workspace, directory }, 'file', value);
}

describe('runtime/workspace', () => {
  beforeAll(() => {
    mkdirSync(join(workspace, 'backend', 'target'), { recursive: true });
    writeFileSync(join(outside, 'secret'), '');
    writeFileSync(join(directory, 'file'), '');
    symlinkSync('file/gone', join(directory, 'beneath'));
    symlinkSync(outside, join(directory, 'away'));
    symlinkSync('target', join(directory, 'near'));
    symlinkSync(join(outside, 'nothing'), join(directory, 'dangling'));
    symlinkSync('loop', join(directory, 'loop'));
  });

  it.each([
    ['', 'backend'],
    ['.', 'backend'],
    ['target/app.jar', 'backend/target/app.jar'],
    ['./target//new/deep/app.jar', 'backend/target/new/deep/app.jar'],
    ['near/app.jar', 'backend/target/app.jar'],
    ['/app', '.'],
    ['/app/', '.'],
    ['/app//backend/x', 'backend/x'],
    ['..a/b..', 'backend/..a/b..'],
    ['-rf', 'backend/-rf'],
    ['file/in/it', 'backend/file/in/it'],
  ])('%j is %j', async (value, expected) => {
    expect(await path(value)).toBe(join(workspace, expected));
  });

  it.each([
    ['..', 'must not lead upwards with `..`'],
    ['target/../../x', 'must not lead upwards with `..`'],
    ['/app/../etc/passwd', 'must not lead upwards with `..`'],
    ['/etc/passwd', 'must be a path below the workspace'],
    ['/application/x', 'must be a path below the workspace'],
    ['/app//../x', 'must not lead upwards with `..`'],
    ['a\0b', 'must not hold a NUL character'],
    ['away/secret', 'must not lead out of the workspace by a link'],
    ['away', 'must not lead out of the workspace by a link'],
    ['away/new', 'must not lead out of the workspace by a link'],
    ['dangling', 'must not be a link that leads nowhere'],
    ['beneath', 'must not be a link that leads nowhere'],
    ['dangling/x', 'must not be a link that leads nowhere'],
    ['loop/x', 'must not be a link that leads nowhere'],
  ])('refuses %j', async (value, reason) => {
    await expect(path(value)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: `\`file\` ${reason}, got ${JSON.stringify(value)}.`,
      hint: rule,
    });
  });
});
