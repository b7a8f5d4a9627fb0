import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

const pipeline = `stepyard: 1
name: broken
stages:
  - name: main
    tasks:
      - { id: before, template: script, with: { outputs: [word], script: { case: inline, text: 'mkdir sub; echo made > sub/file; printf hi > $STEPYARD_OUTPUTS/word' } } }
      - id: check
        template: script
        workdir: sub
        env: { WORD: "\${{ tasks.before.outputs.word }}", TOKEN: "\${{ secrets.TOKEN }}" }
        with: { script: { case: inline, text: exit 9 } }
`;

let at: Place;
const env = { SHELL: '/bin/sh', STEPYARD_SECRET_TOKEN: 's3cret-of-debug', STEPYARD_PROJECT: 'demo' };
beforeAll(async () => {
  at = makePlace();
  at.write({ 'broken.yaml': pipeline });
  await at.stepyard(['run', 'broken.yaml'], { env });
});
afterAll(() => at.remove());

describe('cli/debug', () => {
  it('opens a shell in the workspace of a task, with its variables, files and secrets', async () => {
    const input =
      'cat file; pwd; echo "$WORD $TOKEN"; cat "$STEPYARD_TASK" | head -c 14; env | grep -c ^STEPYARD_SECRET; exit 5\n';
    const { status, out, err } = await at.stepyard(['debug', 'broken-1', 'check'], { env, input });
    const workspace = join(at.data, 'runs', 'broken-1', 'workspace');
    expect(out).toBe(`made\n${workspace}/sub\nhi s3cret-of-debug\n{"contract":1,0\n`);
    expect(status).toBe(5);
    expect(err).toMatch(
      new RegExp(
        `^A shell in ${workspace} with the variables of check; leave it with \`exit\`\\.\nThe step itself: \\S+node \\S+main\\.\\w+\n$`,
      ),
    );
  });

  it('says what is missing: a secret, a task, a workspace', async () => {
    const failed = async (run: string, task: string) => {
      const { status, out, err } = await at.stepyard(['debug', run, task], { input: '' });
      expect([status, out]).toEqual([1, '']);
      return err;
    };
    expect(await failed('broken-1', 'check')).toBe(
      'stepyard: The secret `TOKEN` must be given.\n  Put it into the file of `--secrets`, or set `STEPYARD_SECRET_TOKEN`.\n',
    );
    expect(await failed('broken-1', 'chek')).toBe(
      'stepyard: The run broken-1 has no task "chek".\n  Its tasks are: before, check.\n',
    );
    writeFileSync(
      join(at.project, 'fine.yaml'),
      pipeline.replace('exit 9', 'true').replace('broken', 'fine'),
    );
    await at.stepyard(['run', 'fine.yaml'], { env });
    expect(await failed('fine-1', 'check')).toBe(
      'stepyard: The workspace of fine-1 was removed.\n  Runs that failed keep theirs: run it again.\n',
    );
  });
});
