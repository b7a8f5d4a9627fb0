import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place, type Started } from '../../test/place.ts';
import { waitingTemplate } from '../../test/waiting-template.ts';

/** One from a file, one from a variable, one in several lines, one by way of a config group, one with signs of shells and terminals. */
const secrets = {
  FILED: 'f1led-secret-0123456789',
  SET: 'variable & <secret> "quoted"',
  LINES: '-----BEGIN KEY-----\nQUJDREVGR0hJSktMTU5PUA\nWVlZWVlZWVlZWVlZWVlZWQ\n-----END KEY-----\n',
  GROUPED: "gr0up'ed $(secret) `x`",
  ODD: '中文-secret-\\-%41-ünï',
};

const leak = `
const names = ['FILED', 'SET', 'LINES', 'GROUPED', 'ODD'];
const values = names.map((name) => process.env[name]);
if (values.some((value) => !value)) throw new Error('a secret is missing');
import fs from 'node:fs';
const texts = values.flatMap((value) => [
  value, JSON.stringify(value), encodeURIComponent(value), Buffer.from(value).toString('hex'),
  ...['', 'x', 'xy'].map((front) => Buffer.from(front + value).toString('base64')), ...value.trim().split('\\n'),
]);
for (const text of texts) { console.log('<' + text + '>'); console.error(text.slice(0, 3)); fs.writeSync(1, text); }
fs.writeFileSync(process.env.STEPYARD_OUTPUTS + '/all', texts.join(' '));
fs.mkdirSync('kept');
for (const value of values) fs.writeFileSync('kept/' + value.trim().replaceAll(/[\\n/]/g, '_'), '');
console.error('failed for ' + values[0]);
process.exit(1);
`;

const pipeline = `stepyard: 1
name: leak
config: vault
stages:
  - name: main
    tasks:
      - id: wait
        template: ask
        env: { FILED: "\${{ secrets.FILED }}" }
      - id: leak
        template: script
        env:
          FILED: \${{ secrets.FILED }}
          SET: \${{ secrets.SET }}
          LINES: \${{ secrets.LINES }}
          ODD: \${{ secrets.ODD }}
        artifacts: [{ path: kept, when: always }]
        with: { outputs: [all], script: { case: inline, language: node, text: ${JSON.stringify(leak)} } }
`;

let at: Place;
beforeAll(() => {
  at = makePlace();
  const { FILED, LINES } = secrets;
  at.write({
    ...waitingTemplate,
    'leak.yaml': pipeline,
    '../secrets.yaml': JSON.stringify({ FILED, LINES }),
    'config.yaml': 'config: { vault: { GROUPED: { secret: GROUPED }, PLAIN: plain } }\n',
  });
  chmodSync(join(at.root, 'secrets.yaml'), 0o600);
});
afterAll(() => at.remove());

const env = {
  STEPYARD_SECRET_SET: secrets.SET,
  STEPYARD_SECRET_GROUPED: secrets.GROUPED,
  STEPYARD_SECRET_ODD: secrets.ODD,
};
const given = ['--secrets', '../secrets.yaml', '--config', 'config.yaml', '--catalog', '../more'];

/** How each value and each of its lines may show up; of base64 the part that does not depend on what is around it. */
const forms = Object.entries(secrets).flatMap(([name, value]) =>
  [value, value.trim(), ...value.trim().split('\n')].flatMap((text) => {
    const bytes = Buffer.from(text);
    const shifted = ['', 'x', 'xy'].map((front) =>
      Buffer.from(front + text)
        .toString('base64')
        .slice(4, -4),
    );
    const shown = [
      text,
      JSON.stringify(text).slice(1, -1),
      encodeURIComponent(text),
      bytes.toString('hex'),
      ...shifted,
    ];
    return shown.map((form): [string, Buffer] => [name, Buffer.from(form)]);
  }),
);

function found(where: string, bytes: Buffer): string[] {
  const names = forms.flatMap(([name, form]) => (bytes.includes(form) ? [name] : []));
  return [...new Set(names)].map((name) => `${name} in ${where}`);
}

describe('cli/secrets', () => {
  it('shows and keeps no secret, wherever it came from and whatever was done with it', async () => {
    const scheduler: Started = at.start(['scheduler', '--catalog', '../more']);
    await scheduler.until(/Scheduling/);
    const waiting = at.start(['run', 'leak.yaml', '--wait', ...given], { env });
    await waiting.until(/wait suspended/);
    const processes = execFileSync('ps', ['-eo', 'args'], { maxBuffer: 1e8 });
    await at.stepyard(['runs', 'continue', 'leak-1', 'wait', '--catalog', '../more']);
    const run = await waiting.ended;
    expect(run.status).toBe(1);
    expect(run.out).toContain('leak: TOOL_FAILED');

    const told = { processes, 'lines of run': Buffer.from(run.out + run.err) };
    const shown = [
      ['runs', 'show', 'leak-1', '--json'],
      ['runs', 'show', 'leak-1'],
      ['runs', 'logs', 'leak-1', '--raw'],
      ['artifacts', 'list', 'leak-1', '--json'],
    ];
    const leaks = Object.entries(told).flatMap(([where, bytes]) => found(where, bytes));
    for (const args of shown) {
      const { status, out } = await at.stepyard(args);
      expect([args, status]).toEqual([args, 0]);
      leaks.push(...found(args.join(' '), Buffer.from(out)));
    }
    expect(JSON.parse((await at.stepyard(['artifacts', 'list', 'leak-1', '--json'])).out)).toHaveLength(5);
    expect(run.out.match(/leak │ .*\*\*\*/g)?.length).toBeGreaterThan(40);
    scheduler.child.kill('SIGTERM');
    await scheduler.ended;
    for (const path of filesBelow(at.data)) {
      leaks.push(...found(path, Buffer.from(path)), ...found(path, readFileSync(join(at.data, path))));
    }
    expect(leaks).toEqual([]);
  });
});

/** All files but those of workspaces, where a script may write what it likes. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = relative(directory, join(entry.parentPath, entry.name));
    return entry.isFile() && !/^runs\/[^/]+\/workspace\//.test(path) ? [path] : [];
  });
}
