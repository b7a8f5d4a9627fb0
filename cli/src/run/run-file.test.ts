import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place, scripts, withoutTimes } from '../../test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
  at.write({ 'config.yaml': config, 'values.yaml': values });
});
afterAll(() => at.remove());

const config = `config:
  shop: { COLOUR: red, KEY: { secret: API_KEY } }
environments:
  live:
    config: { shop: { COLOUR: green } }
`;

const values = `stepyard: 1
name: values
inputs:
  count: { type: integer, default: 1 }
  on: { type: boolean, default: false }
  version: { default: "1.0" }
environments:
  live: { env: { WHERE: live } }
env: { WHERE: nowhere }
stages:
  - name: main
    tasks:
      - id: tell
        template: script
        config: shop
        env:
          COUNT: \${{ inputs.count }}
          ON: \${{ inputs.on && 'yes' || 'no' }}
          VERSION: \${{ inputs.version }}
          TOKEN: \${{ secrets.TOKEN }}
        with:
          outputs: [lengths]
          script:
            case: inline
            text: |
              echo "$COUNT $ON $VERSION $COLOUR $WHERE $TOKEN $KEY"
              printf "\${#TOKEN} \${#KEY}" > "$STEPYARD_OUTPUTS/lengths"
`;

describe('cli/run/run-file', () => {
  it('prints a line for each change and each line of a log, then how it ended', async () => {
    at.write({ 'hello.yaml': scripts('hello', { greet: 'echo hello\nprintf "no end"', bye: 'echo bye' }) });
    const { status, out, err } = await at.stepyard(['run', 'hello.yaml']);
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(withoutTimes(out)).toBe(`● greet running
greet │ $ sh script.sh
greet │ hello
greet │ no end
✓ greet success in T
● bye running
bye │ $ sh script.sh
bye │ bye
✓ bye success in T

✓ hello-1  success in T

   TASK   TEMPLATE      STATE    TOOK
✓  greet  script@1.0.0  success  T
✓  bye    script@1.0.0  success  T
`);
  });

  it('says why it failed and what to do, and ends with 1', async () => {
    at.write({
      'broken.yaml': scripts('broken', { check: 'echo "no such door" >&2; exit 3', never: 'true' }),
    });
    const { status, out, err } = await at.stepyard(['run', 'broken.yaml']);
    expect([status, err]).toEqual([1, '']);
    expect(withoutTimes(out)).toBe(`● check running
check │ $ sh script.sh
check │ no such door
check │ script: TOOL_FAILED: \`script.sh\` ended with status 3: no such door
check │   Its own words are above. A script ends with the status of its last command: \`set -e\` makes it stop at the first that fails.
✗ check failed in T TOOL_FAILED
– never skipped: a task before it failed

✗ broken-1  failed in T

   TASK   TEMPLATE      STATE    TOOK
✗  check  script@1.0.0  failed   T
–  never  script@1.0.0  skipped  a task before it failed

check: TOOL_FAILED: \`script.sh\` ended with status 3: no such door
  Its own words are above. A script ends with the status of its last command: \`set -e\` makes it stop at the first that fails.
  Its whole log: stepyard runs logs broken-1 check
`);
  });

  it('gives tasks typed inputs, values of the environment, config groups and secrets, and masks these', async () => {
    const secrets = join(at.project, 'secrets.yaml');
    at.write({ 'secrets.yaml': 'TOKEN: t0ps3cret\n' });
    chmodSync(secrets, 0o600);
    const args = ['run', 'values.yaml', '--secrets', 'secrets.yaml', '--config', 'config.yaml', '--json'];
    const inputs = ['--input', 'count=42', '--input', 'on=true', '--input', 'version=1.10'];
    const { status, out, err } = await at.stepyard([...args, ...inputs, '--environment', 'live'], {
      env: { STEPYARD_SECRET_API_KEY: 'k3y-of-shop' },
    });
    expect([status, err]).toEqual([0, '']);
    const run = JSON.parse(out);
    expect(run).toMatchObject({
      run: 'values-1',
      state: 'success',
      inputs: { count: 42, on: true, version: '1.10' },
      tasks: [{ key: 'tell', state: 'success', outputs: { lengths: '9 11' }, attempts: [{ attempt: 1 }] }],
      artifacts: [],
    });
    const { out: log } = await at.stepyard(['runs', 'logs', 'values-1', 'tell']);
    expect(log).toBe('$ sh script.sh\n42 yes 1.10 green live *** ***\n');
  });

  it('refuses secrets that others can read, before anything starts', async () => {
    at.write({ 'open.yaml': 'TOKEN: abc\n' });
    chmodSync(join(at.project, 'open.yaml'), 0o644);
    const { status, out, err } = await at.stepyard(['run', 'values.yaml', '--secrets', 'open.yaml']);
    expect([status, out]).toEqual([2, '']);
    expect(err).toBe(
      'stepyard: open.yaml: a file of secrets must be of mode 0600 and yours, got mode 0644.\n  Run `chmod 600 open.yaml`.\n',
    );
  });

  it('names secrets, groups and inputs that there are not, with line and column', async () => {
    const env = { STEPYARD_SECRET_TOKENS: 'abc' };
    const { status, out, err } = await at.stepyard(
      ['run', 'values.yaml', '--input', 'count=many', '--input', 'colour=red', '--environment', 'lvie'],
      { env },
    );
    expect([status, out]).toEqual([2, '']);
    expect(
      err,
    ).toBe(`values.yaml:1:1 unknown-environment: The environment must be one that there is, got \`lvie\`.
  There is live.
values.yaml:3:1 unknown-input: \`colour\` is not an input of the pipeline.
  Known are \`count\`, \`on\` and \`version\`.
values.yaml:4:3 wrong-input: \`count\` must be an integer, got "many".
  Give another value when the run is started.
values.yaml:15:17 unknown-config: \`config\` must name a config group that there is, got \`shop\`.
  There is none.
values.yaml:20:30 unknown-secret: \`secrets.TOKEN\` must name a secret that is given, got "TOKEN".
  There is none.
stepyard: There are 5 problems in the pipeline.
  Mend what is listed above; nothing was started.
`);
  });

  it('wants a file, or a run to resume', async () => {
    const { status, err } = await at.stepyard(['run']);
    expect(status).toBe(2);
    expect(err).toBe(
      'stepyard: `run` must be given a FILE, or --resume RUN.\n  Write for instance: stepyard run stepyard.yaml\n',
    );
    const { err: missing } = await at.stepyard(['run', 'nowhere.yaml']);
    expect(missing).toBe(
      'stepyard: "nowhere.yaml" cannot be read: there is no such file.\n  Check the path; `stepyard init` writes a first pipeline.\n',
    );
  });
});
