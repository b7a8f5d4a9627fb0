import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlace, type Place } from '../../test/place.ts';

let at: Place;
beforeEach(() => {
  at = makePlace('project');
});
afterEach(() => at.remove());

const ways: Readonly<Record<string, string>> = {
  npm: 'It comes with Node.js: install Node.js 20 or newer',
  npx: 'It comes with Node.js: install Node.js 20 or newer',
  mvn: 'Install Maven, on Debian with `apt-get install maven`',
  python3: 'Install Python with pip and venv, on Debian with `apt-get install python3-pip python3-venv`',
  unzip: 'Install unzip, on Debian with `apt-get install unzip`',
  tar: 'Install tar, on Debian with `apt-get install tar`',
};

function run(command: string, args: readonly string[], cwd = at.root): void {
  try {
    execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const what = missing
      ? `\`${command}\` is not on this machine. ${ways[command]}.`
      : `\`${command} ${args.join(' ')}\` failed.`;
    throw new Error(what, { cause });
  }
}

/** Puts what an archive holds in its only folder in the place of the project. */
function unpack(archive: string, folder: string): void {
  if (archive.endsWith('.zip')) run('unzip', ['-q', archive]);
  // Run by root, tar would give the files to whoever packed them, whose repository git does not trust.
  else run('tar', ['--no-same-owner', '-xzf', archive]);
  renameSync(join(at.root, folder), at.project);
}

function npmPackage(name: string, version: string): void {
  run('npm', ['pack', '--silent', `${name}@${version}`]);
  unpack(`${name}-${version}.tgz`, 'package');
}

function sourceDistribution(name: string, version: string): void {
  const only = ['--quiet', '--no-deps', '--no-binary', ':all:'];
  run('python3', ['-m', 'pip', 'download', ...only, `${name}==${version}`]);
  unpack(`${name}-${version}.tar.gz`, `${name}-${version}`);
}

/** A repository of one commit, as a project is before it has a pipeline. */
function commitAll(): void {
  at.git('init', '--quiet', '--initial-branch=main');
  at.git('add', '--all', '--force');
  at.git('commit', '--quiet', '--message=As it is published');
}

async function soundFirst(kind: string, cwd = '.'): Promise<void> {
  commitAll();
  const init = await at.stepyard(['init'], { cwd });
  expect(init).toEqual({
    status: 0,
    err: '',
    out: `Wrote stepyard.yaml: a ${kind} project.\nRun it: stepyard run stepyard.yaml\n`,
  });
  const sound = await at.stepyard(['validate', 'stepyard.yaml'], { cwd });
  expect(sound).toEqual({ status: 0, out: 'stepyard.yaml: sound\n', err: '' });
}

async function firstRun(kind: string): Promise<string> {
  await soundFirst(kind);
  const { status, out } = await at.stepyard(['run', 'stepyard.yaml']);
  expect([status, status === 0 ? '' : out]).toEqual([0, '']);
  return out;
}

describe('cli/init: real projects, untouched', () => {
  beforeEach(() => {
    // The archive brings the folder along.
    renameSync(at.project, `${at.project}-empty`);
  });

  it('npm: left-pad 1.3.0 with a lock that npm wrote is installed from it', async () => {
    npmPackage('left-pad', '1.3.0');
    run('npm', ['install', '--package-lock-only', '--silent'], at.project);
    const out = await firstRun('npm');
    expect(readFileSync(join(at.project, 'stepyard.yaml'), 'utf8')).toContain('with: { command: ci }');
    expect(out).toMatch(/test │ # pass +\d+/);
  });

  it('pnpm: left-pad 1.3.0 with a lock that pnpm wrote', async () => {
    npmPackage('left-pad', '1.3.0');
    run('npx', ['--yes', 'pnpm@9.15.9', 'install', '--lockfile-only'], at.project);
    expect(existsSync(join(at.project, 'pnpm-lock.yaml'))).toBe(true);
    const out = await firstRun('pnpm');
    expect(out).toMatch(/test │ # pass +\d+/);
  });

  it('Maven: file-management 3.1.0 is built and tested, its jar kept', async () => {
    const artifact = 'org.apache.maven.shared:file-management:3.1.0:zip:source-release';
    run('mvn', ['--quiet', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${at.root}`]);
    unpack('file-management-3.1.0-source-release.zip', 'file-management-3.1.0');
    const out = await firstRun('Maven');
    expect(out).toMatch(/target\/file-management-3\.1\.0\.jar/);
  });

  it('Python: idna 3.7 is tested by unittest', async () => {
    sourceDistribution('idna', '3.7');
    const out = await firstRun('Python');
    expect(out).toMatch(/test │ Ran \d+ tests/);
  });

  it('Python: inflection 0.5.1 is tested by pytest, which only its test names', async () => {
    sourceDistribution('inflection', '0.5.1');
    const out = await firstRun('Python');
    expect(out).toMatch(/test │ .*\d+ passed/);
  });

  it('Gradle: the Android part of react-native-get-random-values 1.11.0 gives a sound pipeline', async () => {
    npmPackage('react-native-get-random-values', '1.11.0');
    const android = join(at.project, 'android');
    expect(readdirSync(android)).toContain('build.gradle');
    await soundFirst('Gradle', 'android');
  });
});
