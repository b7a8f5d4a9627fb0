import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askIn } from '../../test/in-process.ts';
import { makePlace, type Place, scripts } from '../../test/place.ts';
import { waitingTemplate } from '../../test/waiting-template.ts';

let at: Place;
beforeAll(async () => {
  at = makePlace();
  at.write({
    ...waitingTemplate,
    'good.yaml': scripts('good', { greet: 'printf "\\033[2Jhel\\033[32mlo\\033[0m\\n"', bye: 'echo bye' }),
    'bad.yaml': scripts('bad', { check: 'exit 3' }, 'title: Bad 坏\n'),
  });
  for (const file of ['good.yaml', 'bad.yaml', 'good.yaml']) await at.stepyard(['run', file]);
});
afterAll(() => at.remove());

const ok = async (...args: string[]) => {
  const { status, out, err } = await askIn(at, args);
  expect([status, err]).toEqual([0, '']);
  return out;
};

describe('cli/runs', () => {
  it('lists runs, newest first, and only those that are asked for', async () => {
    const { out } = await at.stepyard(['runs', 'list']);
    expect(out.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\S+ m?s +/g, 'WHEN  ')).toBe(
      `   RUN     STATE    QUEUED               ${out.match(/TOOK +/)?.[0]}PROJECT  TITLE
✓  good-2  success  WHEN  demo     good
✗  bad-1   failed   WHEN  demo     Bad 坏
✓  good-1  success  WHEN  demo     good
`,
    );
    const names = async (...args: string[]) =>
      JSON.parse(await ok('runs', 'list', '--json', ...args)).map((one: { run: string }) => one.run);
    expect(await names('--pipeline', 'good', '--limit', '1')).toEqual(['good-2']);
    expect(await names('--state', 'failed', '--state', 'aborted')).toEqual(['bad-1']);
    expect(await names('--project', 'other')).toEqual([]);
    expect(await names('--project', 'other', '--all-projects')).toHaveLength(3);
    expect(await ok('runs', 'list', '--pipeline', 'nope')).toBe('No such run of the project demo.\n');
    const nowhere = await ok('runs', 'list', '--data', join(at.root, 'nothing'));
    expect(nowhere).toBe('No run of the project demo yet: start one with `stepyard run FILE`.\n');
    expect(existsSync(join(at.root, 'nothing'))).toBe(false);
  });

  it('shows a run as it was shown when it ended, and as JSON', async () => {
    const out = await ok('runs', 'show', 'bad-1');
    expect(out).toMatch(
      /^✗ bad-1 {2}Bad 坏 {2}failed in .*\n\n {3}TASK {3}TEMPLATE {6}STATE {3}TOOK\n✗ {2}check/,
    );
    expect(out).toMatch(/\n\nTASK {3}PHASES\ncheck {2}inputs \d+ ms, work \d+ ms/);
    expect(JSON.parse(await ok('runs', 'show', 'bad-1', '--json'))).toMatchObject({
      run: 'bad-1',
      title: 'Bad 坏',
      tasks: [
        {
          key: 'check',
          timings: { work: expect.any(Number) },
          failure: { code: 'TOOL_FAILED', class: 'user' },
        },
      ],
      artifacts: [],
    });
    const { status, out: none, err } = await askIn(at, ['runs', 'show', '../../etc']);
    expect([status, none]).toEqual([1, '']);
    expect(err).toBe('stepyard: There is no run "../../etc".\n  See `stepyard runs list --all-projects`.\n');
  });

  it('prints logs without what a terminal obeys, and byte for byte with --raw', async () => {
    expect(await ok('runs', 'logs', 'good-1', 'greet')).toBe('$ sh script.sh\nhel\x1b[32mlo\x1b[0m\x1b[0m\n');
    expect(await ok('runs', 'logs', 'good-1', 'greet', '--raw')).toBe(
      '$ sh script.sh\n\x1b[2Jhel\x1b[32mlo\x1b[0m\n',
    );
    expect(await ok('runs', 'logs', 'good-1', '--follow')).toBe(
      '── greet (greet)\n$ sh script.sh\nhel\x1b[32mlo\x1b[0m\x1b[0m\n── bye (bye)\n$ sh script.sh\nbye\n',
    );
    const { status, err } = await askIn(at, ['runs', 'logs', 'good-1', 'gret']);
    expect([status, err]).toEqual([
      1,
      'stepyard: The run good-1 has no task "gret".\n  Its tasks are: greet, bye.\n',
    ]);
  });

  it('runs again, and deletes', async () => {
    const rerun = await askIn(at, ['runs', 'rerun', 'good-2', '--from', 'bye']);
    expect([rerun.status, rerun.out]).toEqual([1, '']);
    expect(
      rerun.err,
    ).toBe(`stepyard: The workspace of the run "good-2" must still be there, since tasks are not to run again.
  Submit the pipeline again, or keep workspaces of successful runs.
`);
    const again = await at.stepyard(['runs', 'rerun', 'bad-1', '--json']);
    expect(again.status).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({ run: 'bad-2', rerunOf: 'bad-1', state: 'failed' });
    expect(await ok('runs', 'delete', 'bad-1', 'bad-2')).toBe('bad-1 is deleted\nbad-2 is deleted\n');
    expect(existsSync(join(at.data, 'runs', 'bad-1'))).toBe(false);
    expect((await askIn(at, ['runs', 'show', 'bad-1'])).status).toBe(1);
  });
});

describe('cli/runs: decisions', () => {
  it('T7.1: a template of a folder waits for a decision with 79; --wait stays; it goes on when told', async () => {
    const ask = `stepyard: 1
name: ask
stages:
  - name: main
    tasks:
      - { id: approve, template: ask, with: { question: "Ship it?" } }
      - { id: tell, template: script, env: { ANSWER: "\${{ tasks.approve.outputs.answer }}" }, with: { script: { case: inline, text: 'echo "it is $ANSWER"' } } }
`;
    at.write({ 'ask.yaml': ask });
    const more = ['--catalog', '../more'];
    const asked = await at.stepyard(['run', 'ask.yaml', ...more]);
    expect(asked.status).toBe(79);
    expect(asked.out).toContain('⏸ approve suspended: Ship it?\n\n⏸ ask-1  suspended\n');
    expect(asked.err).toBe(`It waits for a decision. Watch it again: stepyard run --resume ask-1
  Let the task go on: stepyard runs continue ask-1 approve
`);
    const wrong = await askIn(at, ['runs', 'continue', 'ask-1', 'tell', ...more]);
    expect([wrong.status, wrong.err]).toEqual([
      1,
      'stepyard: The task "tell" of ask-1 waits for no decision or callback.\n  These do: approve.\n',
    ]);
    const waiting = at.start(['run', '--resume', 'ask-1', '--wait', ...more]);
    await waiting.until(/approve suspended/);
    const told = await at.stepyard(['runs', 'continue', 'ask-1', 'approve', ...more]);
    expect(told).toEqual({ status: 0, out: 'approve of ask-1 goes on\n', err: '' });
    const { status, out } = await waiting.ended;
    expect(status).toBe(0);
    expect(out).toContain('approve │ asked before');
    expect(out).toContain('tell │ it is yes');
  });

  it('cancels a run that nobody watches, and waits until it has stopped', async () => {
    const more = ['--catalog', '../more'];
    expect((await at.stepyard(['run', 'ask.yaml', ...more])).status).toBe(79);
    const { status, out, err } = await at.stepyard(['runs', 'cancel', 'ask-2', ...more]);
    expect([status, out]).toEqual([0, 'ask-2 is stopped: aborted\n']);
    expect(err).toBe('Waiting for ask-2 to stop.\n');
  });
});
