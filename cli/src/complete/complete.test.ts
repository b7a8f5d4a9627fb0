import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
  at.write({
    'stepyard.yaml': '',
    'ci/build.yaml': '',
    '../data/runs/demo-9/journal': '',
    '../data/runs/demo-10/journal': '',
  });
});
afterAll(() => at.remove());

const offered = async (...words: string[]) => {
  const { status, out, err } = await at.stepyard(['complete', '--', ...words]);
  expect([status, err]).toEqual([0, '']);
  return out
    .split('\n')
    .slice(0, -2)
    .map((line) => line.split('\t')[0]);
};

describe('cli/complete', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('prints the script of %s', async (shell) => {
    const { status, out, err } = await at.stepyard(['complete', shell]);
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('stepyard');
    if (shell !== 'bash') return;
    writeFileSync(join(at.root, 'completion.bash'), out);
    execFileSync('bash', ['-n', join(at.root, 'completion.bash')]);
  });

  it('offers commands, options, choices, files, runs and templates', async () => {
    expect(await offered('va')).toEqual(['validate']);
    expect(await offered('runs', 'co')).toEqual(['continue']);
    expect(await offered('run', '--comm')).toEqual(['--committed']);
    expect(await offered('plan', 'x.yaml', '--format', '')).toEqual(['text', 'mermaid']);
    expect(await offered('run', '')).toEqual(['ci/', 'stepyard.yaml']);
    expect(await offered('validate', 'ci/')).toEqual(['ci/build.yaml']);
    expect(await offered('runs', 'show', '')).toEqual(['demo-10', 'demo-9']);
    expect(await offered('catalog', 'show', 'cl')).toEqual(['clone']);
  });

  it('knows no other shell', async () => {
    const { status, err } = await at.stepyard(['complete', 'tcsh']);
    expect([status, err]).toEqual([
      2,
      'stepyard: Command-argument value `tcsh` is invalid for argument `shell`. Allowed choices are zsh, bash, fish, powershell.\n  See `stepyard --help`, or `--help` behind the command.\n',
    ]);
  });
});
