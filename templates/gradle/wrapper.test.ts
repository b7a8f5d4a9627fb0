import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fakeExec, runStep, scratchDirectory, type ToolCall } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runGradle } from './gradle.ts';
import { gradle } from './template.ts';

const folder = 'gradle/wrapper/gradle-wrapper';
const url = 'distributionUrl=https\\://services.gradle.org/distributions/gradle-8.14-bin.zip';
const sum = 'a'.repeat(64);
const files = {
  'build.gradle': '',
  gradlew: '#!/bin/sh\n',
  [`${folder}.jar`]: 'jar',
  [`${folder}.properties`]: `distributionBase=GRADLE_USER_HOME\n${url}\ndistributionSha256Sum=${sum}\n`,
};

type Inputs = Parameters<typeof runStep<typeof gradle, { artifacts: string[] }>>[2]['inputs'];

async function start(inputs: Inputs, changed: Readonly<Record<string, string | undefined>> = {}) {
  const workspace = scratchDirectory();
  for (const [name, text] of Object.entries({ ...files, ...changed })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  let properties = '';
  const look = ({ args }: ToolCall) => {
    properties = readFileSync(join(dirname(args[0] ?? ''), `${folder}.properties`), 'utf8');
  };
  const exec = fakeExec([{ command: 'sh', run: look }, { command: 'gradle' }]);
  const end = await runStep(gradle, runGradle, { inputs, workspace, exec });
  return { ...end, properties };
}

describe('templates/gradle/wrapper', () => {
  it('runs the wrapper of the project unless told not to', async () => {
    const end = await start({});
    expect(end.calls[0]).toMatchObject({ tool: 'sh' });
    expect(end.calls[0]?.args[0]).toBe(`${end.workspace}/gradlew`);
    expect((await start({ wrapper: false })).calls[0]?.tool).toBe('gradle');
  });

  it('checks a distribution of the author’s by a private copy of the wrapper', async () => {
    const wanted = 'b'.repeat(64);
    const end = await start({ distribution: 'https://mirror.example/gradle-8.14-bin.zip', checksum: wanted });
    expect(end.status).toBe('success');
    expect(end.calls[0]?.args[0]).not.toContain(end.workspace);
    expect(end.properties.split('\n')).toEqual([
      'distributionBase=GRADLE_USER_HOME',
      'distributionUrl=https://mirror.example/gradle-8.14-bin.zip',
      `distributionSha256Sum=${wanted}`,
      '',
    ]);
    const unchecked = await start({ distribution: 'https://mirror.example/gradle-8.14-bin.zip' });
    expect(unchecked.properties).not.toContain('Sha256');
    expect(unchecked.log).toContain(
      'Nothing says which checksum the Gradle of the wrapper must have: it is run unchecked.',
    );
  });

  it('refuses a checksum that is not the one of the project', async () => {
    expect((await start({ checksum: sum })).status).toBe('success');
    const wanted = 'b'.repeat(64);
    expect((await start({ checksum: wanted })).failure).toMatchObject({
      class: 'policy',
      code: 'POLICY_REFUSED',
      message: `\`checksum\` must be the one of gradle/wrapper/gradle-wrapper.properties, ${sum}; got ${wanted}.`,
    });
  });

  it('says what a wrapper lacks', async () => {
    expect((await start({ checksum: sum }, { [`${folder}.jar`]: undefined })).failure).toMatchObject({
      code: 'NOT_FOUND',
      message: 'The wrapper must have the file gradle/wrapper/gradle-wrapper.jar, and there is none.',
    });
    expect((await start({}, { [`${folder}.properties`]: undefined })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: 'gradle/wrapper/gradle-wrapper.properties must say a `distributionUrl`, and says none.',
    });
    expect((await start({ checksum: sum, wrapper: false })).failure).toMatchObject({
      code: 'INPUT_INVALID',
      message: '`checksum` must stand beside a wrapper, and none is used.',
    });
  });
});
