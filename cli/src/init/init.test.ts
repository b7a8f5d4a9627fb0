import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

describe('cli/init', () => {
  let at: Place;
  beforeAll(() => {
    at = makePlace('我的 项目');
  });
  afterAll(() => at.remove());

  it('writes the file, and the pipeline runs, in a folder that is no repository', async () => {
    at.write({ Makefile: 'all:\n\techo made it\n' });
    const written = await at.stepyard(['init']);
    expect(written).toEqual({
      status: 0,
      err: '',
      out: 'Wrote stepyard.yaml: a Make project.\nRun it: stepyard run stepyard.yaml\n',
    });
    expect(readFileSync(join(at.project, 'stepyard.yaml'), 'utf8')).toContain('\nname: wo-de-xiang-mu\n');
    const { status, out } = await at.stepyard(['run', 'stepyard.yaml']);
    expect(status).toBe(0);
    expect(out).toContain('build │ made it');
  });

  it('overwrites nothing without being told', async () => {
    const again = await at.stepyard(['init']);
    expect(again).toEqual({
      status: 2,
      out: '',
      err: `stepyard: ${at.project}/stepyard.yaml is there already.\n  Give another --file, or --force to overwrite it.\n`,
    });
    const forced = await at.stepyard(['init', '..', '--file', 'ci/first.yaml', '--force']);
    expect(forced).toEqual({
      status: 0,
      err: '',
      out: 'Wrote ../ci/first.yaml: the kind of the project is not known, so it only says hello.\nRun it: cd .. && stepyard run ci/first.yaml\n',
    });
    expect(await at.stepyard(['init', 'nowhere'])).toMatchObject({
      status: 2,
      err: `stepyard: There is no folder ${at.project}/nowhere.\n  Check the path.\n`,
    });
  });
});
