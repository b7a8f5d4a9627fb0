import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

let at: Place;
beforeEach(() => {
  at = makePlace('project');
});
afterEach(() => at.remove());

const run = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { cwd: at.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Puts what an archive holds in its only folder in the place of the project. */
function unpack(archive: string, folder: string): void {
  if (archive.endsWith('.zip')) run('unzip', '-q', archive);
  else run('tar', '-xzf', archive);
  renameSync(join(at.root, folder), at.project);
}

function npmPackage(name: string, version: string): void {
  run('npm', 'pack', '--silent', `${name}@${version}`);
  unpack(`${name}-${version}.tgz`, 'package');
}

function sourceDistribution(name: string, version: string): void {
  run('pip3', 'download', '--quiet', '--no-deps', '--no-binary', ':all:', `${name}==${version}`);
  unpack(`${name}-${version}.tar.gz`, `${name}-${version}`);
}

async function firstRun(kind: string): Promise<string> {
  const init = await at.stepyard(['init']);
  expect(init).toEqual({
    status: 0,
    err: '',
    out: `Wrote stepyard.yaml: a ${kind} project.\nRun it: stepyard run stepyard.yaml\n`,
  });
  const { status, out } = await at.stepyard(['run', 'stepyard.yaml']);
  expect([status, status === 0 ? '' : out]).toEqual([0, '']);
  return out;
}

describe('cli/init: real projects, untouched', () => {
  beforeEach(() => {
    // The archive brings the folder along.
    renameSync(at.project, `${at.project}-empty`);
  });

  it('npm: left-pad 1.3.0 is installed and tested', async () => {
    npmPackage('left-pad', '1.3.0');
    const out = await firstRun('npm');
    expect(out).toMatch(/test │ # pass +\d+/);
  });

  it('pnpm: left-pad 1.3.0 with a lock that pnpm wrote', async () => {
    npmPackage('left-pad', '1.3.0');
    execFileSync('npx', ['--yes', 'pnpm@9.15.9', 'install', '--lockfile-only'], {
      cwd: at.project,
      stdio: 'pipe',
    });
    expect(existsSync(join(at.project, 'pnpm-lock.yaml'))).toBe(true);
    const out = await firstRun('pnpm');
    expect(out).toMatch(/test │ # pass +\d+/);
  });

  it('Maven: file-management 3.1.0 is built and tested, its jar kept', async () => {
    const artifact = 'org.apache.maven.shared:file-management:3.1.0:zip:source-release';
    run('mvn', '--quiet', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${at.root}`);
    unpack('file-management-3.1.0-source-release.zip', 'file-management-3.1.0');
    const out = await firstRun('Maven');
    expect(out).toMatch(/target\/file-management-3\.1\.0\.jar/);
  });

  it('Python: tabulate 0.9.0 is tested by pytest', async () => {
    sourceDistribution('tabulate', '0.9.0');
    const out = await firstRun('Python');
    expect(out).toMatch(/test │ .*\d+ passed/);
  });

  it('Python: idna 3.7 is tested by unittest', async () => {
    sourceDistribution('idna', '3.7');
    const out = await firstRun('Python');
    expect(out).toMatch(/test │ Ran \d+ tests/);
  });

  it('Gradle: the Android part of react-native-get-random-values 1.11.0 gives a sound pipeline', async () => {
    npmPackage('react-native-get-random-values', '1.11.0');
    const android = join(at.project, 'android');
    expect(readdirSync(android)).toContain('build.gradle');
    const init = await at.stepyard(['init'], { cwd: 'android' });
    expect(init.out).toBe('Wrote stepyard.yaml: a Gradle project.\nRun it: stepyard run stepyard.yaml\n');
    const sound = await at.stepyard(['validate', 'stepyard.yaml'], { cwd: 'android' });
    expect(sound).toEqual({ status: 0, out: 'stepyard.yaml: sound\n', err: '' });
  });
});
