import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace } from '../../test/place.ts';

const pipeline = `stepyard: 1
name: broken
stages:
  - name: main
    tasks:
      - { id: before, template: script, with: { outputs: [word], script: { case: inline, text: 'mkdir sub; echo made > sub/file; printf hi > $STEPYARD_OUTPUTS/word' } } }
      - id: check
        template: script
        workdir: sub
        allowFailure: true
        env: { WORD: "\${{ tasks.before.outputs.word }}" }
        with: { script: { case: inline, text: exit 9 } }
      - id: foreign
        template: script
        image: debian:bookworm-slim
        allowFailure: true
        with: { script: { case: inline, text: exit 9 } }
      - id: bare
        template: artifact
        with: { name: none, action: { case: save, paths: [nothing] } }
`;

const at = makePlace();
const env = { STEPYARD_PROJECT: 'demo' };
beforeAll(async () => {
  at.write({ 'broken.yaml': pipeline });
  const { status, out } = await at.stepyard(['run', 'broken.yaml', '--executor', 'docker'], { env });
  expect(status, out).toBe(1);
});
afterAll(async () => {
  await at.stepyard(['runs', 'delete', 'broken-1'], { env });
  expect(left()).toEqual([]);
  at.remove();
});

describe('cli/debug on docker', () => {
  it('opens a shell in the image of a task, on the workspace of its run, with its variables and files', async () => {
    const input = 'cat file; pwd; id -u; echo "$WORD"; head -c 14 "$STEPYARD_TASK"; touch ../seen; exit 5\n';
    const { status, out, err } = await at.stepyard(['debug', 'broken-1', 'check'], { env, input });
    expect(out).toBe('made\n/app/sub\n1000\nhi\n{"contract":1,');
    expect(err).toBe(
      'A shell in stepyard/script:1.0.0 on the workspace of broken-1; leave it with `exit`.\n',
    );
    expect(status).toBe(5);
  });

  it('opens it in any image that has a shell, on the same files, and ends with the input', async () => {
    const input = 'ls; cat /etc/os-release | grep ^ID=; echo no >&2\n';
    const { status, out, err } = await at.stepyard(['debug', 'broken-1', 'foreign'], { env, input });
    expect([status, out]).toEqual([0, 'seen\nsub\nID=debian\n']);
    expect(err).toBe(
      'A shell in debian:bookworm-slim on the workspace of broken-1; leave it with `exit`.\nno\n',
    );
  });

  it('says that an image has no shell', async () => {
    const { status, err } = await at.stepyard(['debug', 'broken-1', 'bare'], { env, input: 'ls\n' });
    expect(status).toBe(1);
    expect(err).toBe(
      `A shell in stepyard/artifact:1.0.0 on the workspace of broken-1; leave it with \`exit\`.
stepyard: The image "stepyard/artifact:1.0.0" must have a shell (\`sh\`) for this.
  Look at the log of the task, or run a task with \`image\` and a shell on the same files.
`,
    );
  });

  it('leaves no container behind', () => {
    expect(left('container', 'ls', '--all')).toEqual([]);
  });
});

/** Names of what the installation has on the engine. */
function left(...words: readonly string[]): string[] {
  const id = readFileSync(join(at.data, 'docker', 'id'), 'utf8').trim();
  const list = words.length > 0 ? words : ['volume', 'ls'];
  const text = execFileSync('docker', [...list, '--quiet', '--filter', `label=dev.stepyard.place=${id}`], {
    encoding: 'utf8',
  });
  return text.split('\n').filter((line) => line !== '');
}
