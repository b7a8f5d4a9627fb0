import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
  at.write({ 'long.yaml': long });
});
afterAll(() => at.remove());

const long = `stepyard: 1
name: long
stages:
  - name: main
    tasks:
      - { id: sleep, template: script, with: { script: { case: inline, text: 'echo here; exec sleep 60' } } }
finally:
  - { id: tidy, template: script, with: { script: { case: inline, text: 'echo tidied' } } }
  - id: slow
    template: script
    needs: tidy
    with: { script: { case: inline, text: 'echo slowly; [ "$SLOW" = no ] || exec sleep 60' } }
    env: { SLOW: "\${{ inputs.slow }}" }
inputs: { slow: { default: "no" } }
`;

describe('cli/run/interrupt', () => {
  it('T4.6: stops the run on an interrupt, lets its finally tasks run, and ends with 143', async () => {
    const run = at.start(['run', 'long.yaml']);
    await run.until(/sleep │ here/);
    run.child.kill('SIGINT');
    // The same wish, told twice: by the terminal and by a package runner.
    run.child.kill('SIGINT');
    const { status, out, err } = await run.ended;
    expect(status).toBe(143);
    expect(err).toBe('Stopping long-1; once more stops its finally tasks too.\n');
    expect(out).toContain('tidy │ tidied');
    expect(out).toMatch(/■ sleep aborted in .*\n/);
    expect(out).toMatch(/■ long-1 {2}aborted in /);
    const again = await at.stepyard(['runs', 'cancel', 'long-1']);
    expect(again).toEqual({ status: 0, out: 'long-1 had ended already: aborted\n', err: '' });
  });

  it('stops the finally tasks too on a second one', async () => {
    const run = at.start(['run', 'long.yaml', '--input', 'slow=yes']);
    await run.until(/sleep │ here/);
    run.child.kill('SIGINT');
    await Promise.all([run.until(/slow │ slowly/), sleep(600)]);
    run.child.kill('SIGINT');
    const { status, out, err } = await run.ended;
    expect(status).toBe(143);
    expect(err).toBe('Stopping long-2; once more stops its finally tasks too.\nStopping long-2 at once.\n');
    expect(out).toMatch(/■ slow aborted in /);
  });
});
