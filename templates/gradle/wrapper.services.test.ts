import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { type GradleDistribution, standInDistribution } from '../../test/support/gradle-distribution.ts';
import { startMavenRepository } from '../../test/support/maven-repository.ts';
import { quickJvm } from '../../test/support/quick-jvm.ts';
import { gradle } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');
const project = scratchDirectory();
let distribution: GradleDistribution;

/** A project with a real wrapper that fetches its Gradle from the URL. */
function wrapped(url: string, sum?: string): string {
  const workspace = scratchDirectory();
  cpSync(project, workspace, { recursive: true });
  const lines = [
    'distributionBase=GRADLE_USER_HOME',
    'distributionPath=wrapper/dists',
    'zipStoreBase=GRADLE_USER_HOME',
    'zipStorePath=wrapper/dists',
    `distributionUrl=${url.replace(':', '\\:')}`,
    ...(sum === undefined ? [] : [`distributionSha256Sum=${sum}`]),
  ];
  writeFileSync(join(workspace, 'gradle/wrapper/gradle-wrapper.properties'), `${lines.join('\n')}\n`);
  return workspace;
}

describe('templates/gradle/wrapper.services', () => {
  beforeAll(() => {
    writeFileSync(join(project, 'build.gradle'), '');
    try {
      execFileSync('gradle', ['--no-daemon', '-q', '-g', scratchDirectory(), 'wrapper'], {
        cwd: project,
        env: { ...process.env, GRADLE_OPTS: quickJvm },
        stdio: 'pipe',
      });
    } catch (cause) {
      throw new Error(
        'Gradle is missing: install it with a JDK, on Debian with `apt-get install gradle default-jdk-headless`.',
        { cause },
      );
    }
    distribution = standInDistribution(scratchDirectory());
  }, 300_000);

  it('fetches the distribution once, checks it and runs it', async () => {
    await using server = await startMavenRepository();
    server.files.set('/gradle-9.9-bin.zip', distribution.zip);
    const workspace = wrapped(`${server.url}gradle-9.9-bin.zip`, distribution.sha256);
    const caches = { gradle: scratchDirectory(), wrapper: scratchDirectory() };
    for (const tasks of [['build'], ['check']]) {
      const { result, log } = await startStep(gradle, main, { workspace, inputs: { tasks }, caches }).end;
      expect(result?.failure).toBeUndefined();
      expect(log).toMatch(new RegExp(`^stand-in Gradle: --no-daemon .* ${tasks[0]}$`, 'm'));
      expect(log).not.toContain('unchecked');
    }
    expect(server.requests).toHaveLength(1);
    expect(readdirSync(join(caches.wrapper, 'dists'))).toEqual(['gradle-9.9-bin']);
    expect(existsSync(join(caches.gradle, 'wrapper'))).toBe(false);
  });

  it('does not run a distribution with another checksum', async () => {
    await using server = await startMavenRepository();
    server.files.set('/gradle-9.9-bin.zip', distribution.zip);
    const wanted = 'a'.repeat(64);
    const workspace = wrapped(`${server.url}gradle-9.9-bin.zip`);
    const { result, log } = await startStep(gradle, main, { workspace, inputs: { checksum: wanted } }).end;
    expect(result?.failure).toMatchObject({
      class: 'policy',
      code: 'POLICY_REFUSED',
      message: `The distribution of the wrapper must have the SHA-256 ${wanted}, it has ${distribution.sha256}.`,
    });
    expect(log).not.toContain('stand-in Gradle');
  });

  it('fetches it from where the author says', async () => {
    await using server = await startMavenRepository();
    server.files.set('/mirror/gradle-9.9-bin.zip', distribution.zip);
    const workspace = wrapped('https://services.gradle.example/distributions/gradle-9.9-bin.zip');
    const inputs = { distribution: `${server.url}mirror/gradle-9.9-bin.zip`, checksum: distribution.sha256 };
    const { log } = await startStep(gradle, main, { workspace, inputs }).end;
    expect(log).toContain('stand-in Gradle: ');
  });

  it('says that there is no such distribution', async () => {
    await using server = await startMavenRepository();
    const workspace = wrapped(`${server.url}gradle-9.9-bin.zip`);
    const { result } = await startStep(gradle, main, { workspace }).end;
    expect(result?.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: `The wrapper could not get its Gradle: java.io.FileNotFoundException: ${server.url}gradle-9.9-bin.zip`,
    });
  });
});
