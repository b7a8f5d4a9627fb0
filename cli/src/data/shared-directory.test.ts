import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place, scripts } from '../../test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
  at.write({
    'quick.yaml': scripts('quick', { one: 'echo quick' }),
    'gated.yaml': gated('gated'),
    'secret.yaml': `${gated('secret')}
      - id: use
        template: script
        env: { TOKEN: "\${{ secrets.TOKEN }}" }
        with: { script: { case: inline, text: 'echo "length \${#TOKEN}"' } }
`,
  });
});
afterAll(() => at.remove());

const gated = (name: string) =>
  scripts(name, {
    first: `echo waits; while [ ! -e ../gate-${name} ]; do sleep 0.05; done`,
    second: 'echo on',
  })
    .replaceAll('../gate', `$GATES/gate`)
    .replace('stages:', 'env: { GATES: "${{ inputs.gates }}" }\ninputs: { gates: {} }\nstages:')
    .trimEnd();

describe('cli: one data directory, several commands', () => {
  it('two runs at once both work; when the first ends, the second goes on by itself', async () => {
    const gates = ['--input', `gates=${at.root}`];
    const first = at.start(['run', 'gated.yaml', ...gates]);
    await first.until(/first │ waits/);
    const second = at.start(['run', 'secret.yaml', ...gates], {
      env: { STEPYARD_SECRET_TOKEN: 'x'.repeat(31) },
    });
    await second.until(/first │ waits/);

    const list = await at.stepyard(['runs', 'list']);
    expect(list.out).toMatch(/● {2}secret-1 {2}running .*\n● {2}gated-1 {3}running /);
    const deleting = await at.stepyard(['runs', 'delete', 'gated-1']);
    expect(deleting).toEqual({
      status: 1,
      out: '',
      err: 'stepyard: The run gated-1 has not ended.\n  Stop it first: stepyard runs cancel gated-1\n',
    });

    at.write({ '../gate-gated': '' });
    expect((await first.ended).status).toBe(0);
    at.write({ '../gate-secret': '' });
    const { status, out, err } = await second.ended;
    expect([status, err]).toEqual([0, '']);
    expect(out.match(/first │ waits/g)).toHaveLength(1);
    expect(out).toContain('use │ length 31');
  });

  it('a scheduler is given the runs of others; a second one names the holder', async () => {
    const scheduler = at.start(['scheduler']);
    await scheduler.until(/Scheduling the runs of/);
    const run = await at.stepyard(['run', 'quick.yaml']);
    expect([run.status, run.err]).toEqual([0, '']);
    expect(run.out).toContain('one │ quick\n✓ one success');
    const { status, err } = await at.stepyard(['scheduler']);
    expect(status).toBe(1);
    expect(err).toMatch(
      /^stepyard: The directory ".*" is held by process \d+ on \S+ since \S+Z\.\n {2}Submit to that scheduler, stop it, or name another directory\.\n$/,
    );
    const held = await at.stepyard(['run', 'quick.yaml', '--break-on-failure']);
    expect([held.status, held.out]).toEqual([1, '']);
    expect(held.err).toMatch(
      /^stepyard: `--break-on-failure` must run the tasks itself, but process \d+ on \S+ holds the data directory\.\n {2}Wait until that has ended, or name another directory with --data\.\n$/,
    );
    const again = await at.stepyard(['runs', 'rerun', 'quick-1', '--from', 'one']);
    expect([again.status, again.err]).toEqual([0, '']);
    const deleted = await at.stepyard(['runs', 'delete', 'quick-2']);
    expect(deleted).toEqual({ status: 0, out: 'quick-2 is deleted\n', err: '' });
    scheduler.child.kill('SIGTERM');
    expect((await scheduler.ended).status).toBe(0);
  });
});
