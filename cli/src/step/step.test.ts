import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
});
afterAll(() => at.remove());

describe('cli/step', () => {
  it('runs a template by hand in this directory, under the same contract', async () => {
    const args = ['--script', 'inline', '--script.text', 'echo "$PWD $1"; exit 4', '--args=--dry-run'];
    const { status, out } = await at.stepyard(['step', 'script', ...args]);
    expect(status).toBe(1);
    expect(out).toContain(`${at.project} --dry-run\n`);
  });

  it('shows the flags of a template, and says what is wrong with them', async () => {
    const help = await at.stepyard(['step', 'script', '--help']);
    expect(help.status).toBe(0);
    expect(help.out).toMatch(/^script 1\.0\.0/);
    expect(help.out).toContain('--interpreterVersion');
    const wrong = await at.stepyard(['step', 'script', '--scrpt', 'inline']);
    expect(wrong.status).toBe(2);
    expect(wrong.err).toContain('INPUT_UNKNOWN');
  });

  it('shows its own help without a name, and names the nearest template', async () => {
    const help = await at.stepyard(['step', '--help']);
    expect([help.status, help.out.split('\n')[0]]).toEqual([
      0,
      'Usage: stepyard step [options] <name> [flags...]',
    ]);
    expect(await at.stepyard(['step', 'scirpt', '--help'])).toEqual({
      status: 2,
      out: '',
      err: 'stepyard: There is no template "scirpt".\n  Did you mean "script"?\n',
    });
  });
});
