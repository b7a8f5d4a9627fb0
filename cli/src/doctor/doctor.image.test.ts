import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { makePlace } from '../../test/place.ts';

const at = makePlace();
afterAll(() => at.remove());

const version = execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], {
  encoding: 'utf8',
}).trim();
const host = execFileSync('docker', ['info', '--format', '{{.Name}}'], { encoding: 'utf8' }).trim();

describe('cli/doctor on docker', () => {
  it('says which engine answers, and that it has the images of the templates', async () => {
    const { status, out, err } = await at.stepyard(['doctor']);
    expect([status, err]).toEqual([0, '']);
    expect(out.split('\n').slice(-4)).toEqual([
      'docker',
      `Engine ${version} on ${host}, at unix:///var/run/docker.sock`,
      'It has the images of all templates.',
      '',
    ]);
  });

  it('names the images that the engine lacks, by the registry that they are to come from', async () => {
    const env = { STEPYARD_IMAGES: 'registry.invalid/team' };
    const { out } = await at.stepyard(['doctor', '--json'], { env });
    const [, engine] = JSON.parse(out).executors;
    expect(engine).toMatchObject({ executor: 'docker', version, host });
    expect(engine.lacking).toEqual(expect.arrayContaining(['clone', 'maven', 'npm', 'script']));
    const lines = (await at.stepyard(['doctor'], { env })).out.split('\n');
    expect(lines.at(-2)).toBe(
      `It lacks the images of: ${engine.lacking.join(', ')}. They are pulled when they are needed, if STEPYARD_IMAGES names a registry that has them.`,
    );
  });
});
