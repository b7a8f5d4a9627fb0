import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeExec, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runMaven } from './maven.ts';
import { maven } from './template.ts';

async function buildBy(version: string) {
  const [workspace, repository, base] = [scratchDirectory(), scratchDirectory(), scratchDirectory()];
  writeFileSync(join(workspace, 'pom.xml'), '<project><artifactId>a</artifactId></project>');
  writeFileSync(join(base, 'kept.jar'), 'kept');
  const exec = fakeExec([
    { command: 'mvn --version', stdout: `Apache Maven ${version} (x)\nMaven home: /m\n` },
    { command: 'mvn' },
  ]);
  const env = { STEPYARD_CACHE_REPOSITORY_BASE: base };
  const end = await runStep(maven, runMaven, { inputs: {}, workspace, exec, env, caches: { repository } });
  return { args: end.calls.at(-1)?.args ?? [], log: end.log, repository, base };
}

describe('templates/maven/local-repository', () => {
  it.each(['3.9.0', '3.10.1', '4.0.0-rc-4'])(
    'lays its own beneath the cached one with Maven %s',
    async (version) => {
      const { args, repository, base } = await buildBy(version);
      expect(args).toContain(`-Dmaven.repo.local=${repository}`);
      expect(args).toContain(`-Dmaven.repo.local.tail=${base}`);
      expect(existsSync(join(repository, 'kept.jar'))).toBe(false);
    },
  );

  it.each(['3.8.7', '3.6.3'])('copies the cached one for Maven %s, which reads one only', async (version) => {
    const { args, repository, log } = await buildBy(version);
    expect(args.join()).not.toContain('tail');
    expect(readFileSync(join(repository, 'kept.jar'), 'utf8')).toBe('kept');
    expect(log).toContain(`Copies the cached repository, since Maven ${version} reads one only.\n`);
  });
});
