import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place, scripts, withoutTimes } from '../../test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
});
afterAll(() => at.remove());

describe('cli/run/resume', () => {
  it('goes on with a run whose command was killed: what was running is adopted and ends once', async () => {
    const ledger = join(at.root, 'ledger');
    const gate = join(at.root, 'gate');
    const first = `echo started >> ${ledger}; echo waits; while [ ! -e ${gate} ]; do sleep 0.05; done; echo ended >> ${ledger}`;
    at.write({ 'left.yaml': scripts('left', { first, second: `echo second >> ${ledger}` }) });
    const killed = at.start(['run', 'left.yaml']);
    await killed.until(/first │ waits/);
    killed.child.kill('SIGKILL');
    await killed.ended;

    const shown = await at.stepyard(['runs', 'show', 'left-1']);
    expect(shown.err).toBe('Nobody goes on with left-1 now. Go on with it: stepyard run --resume left-1\n');
    expect(shown.out).toContain('● left-1  running');

    const resumed = at.start(['run', '--resume', 'left-1']);
    await resumed.until(/first │ waits/);
    at.write({ '../gate': '' });
    const { status, out, err } = await resumed.ended;
    expect([status, err]).toEqual([0, '']);
    expect(withoutTimes(out)).toContain('✓ first success in T\n● second running\n');
    expect(readFileSync(ledger, 'utf8')).toBe('started\nended\nsecond\n');
  });

  it('runs an ended run again from a task, and takes over what succeeded before', async () => {
    const mark = join(at.root, 'mark');
    const flaky = `echo try >> ${mark}; [ $(wc -l < ${mark}) -ge 2 ]`;
    at.write({ 'again.yaml': scripts('again', { before: 'echo kept > file', flaky, after: 'cat file' }) });
    expect((await at.stepyard(['run', 'again.yaml'])).status).toBe(1);
    const { status, out } = await at.stepyard(['run', '--resume', 'again-1', '--from', 'flaky']);
    expect(status).toBe(0);
    expect(out).toContain('after │ kept');
    expect(out).not.toContain('before running');
    expect(withoutTimes(out)).toMatch(
      /✓ {2}before {2}script@1\.0\.0 {2}success {2}T {2}taken over from again-1\n/,
    );
  });

  it('says so where there is no terminal to hold a failed task open in', async () => {
    at.write({ 'fails.yaml': scripts('fails', { check: 'exit 7' }) });
    const { status, err } = await at.stepyard(['run', 'fails.yaml', '--break-on-failure']);
    expect(status).toBe(1);
    expect(err).toBe(`
check of fails-1 failed: TOOL_FAILED: \`script.sh\` ended with status 7.
  Its own words are above. A script ends with the status of its last command: \`set -e\` makes it stop at the first that fails.
There is no terminal to open a shell in; the run goes on.
`);
  });

  it('wants a run that there is, and --from only with it', async () => {
    expect(await at.stepyard(['run', '--resume', 'nothing-1'])).toEqual({
      status: 1,
      out: '',
      err: 'stepyard: There is no run "nothing-1".\n  See `stepyard runs list --all-projects`.\n',
    });
    expect(await at.stepyard(['run', 'again.yaml', '--from', 'flaky'])).toEqual({
      status: 2,
      out: '',
      err: 'stepyard: `--from` must come with --resume.\n  Write for instance: --resume demo-1 --from test\n',
    });
  });
});
