import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeExec, runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { runMaven } from './maven.ts';
import { maven } from './template.ts';

const env = { HTTPS_PROXY: 'http://ci:hidden-word@proxy.example:3128', NO_PROXY: '.corp.example' };
const proxies =
  '<proxies><proxy><id>https</id><active>true</active><protocol>https</protocol><host>proxy.example</host>' +
  '<port>3128</port><username>ci</username><password>hidden-word</password>' +
  '<nonProxyHosts>corp.example|*.corp.example</nonProxyHosts></proxy></proxies>';

async function settingsFor(machine: string | undefined, inputs: { proxy?: string } = {}, variables = env) {
  const [workspace, home] = [scratchDirectory(), scratchDirectory()];
  writeFileSync(join(workspace, 'pom.xml'), '<project><artifactId>a</artifactId></project>');
  mkdirSync(join(home, 'conf'));
  if (machine !== undefined) writeFileSync(join(home, 'conf/settings.xml'), machine);
  let settings: string | undefined;
  const exec = fakeExec([
    { command: 'mvn --version', stdout: `Apache Maven 3.8.7\nMaven home: ${home}\n` },
    {
      command: 'mvn',
      run({ args }) {
        const file = args.find((arg) => arg.startsWith('--global-settings='));
        settings = file && readFileSync(file.slice('--global-settings='.length), 'utf8');
      },
    },
  ]);
  const end = await runStep(maven, runMaven, { inputs, workspace, exec, env: variables });
  expect(end.status).toBe('success');
  expect(end.calls.flatMap(({ args }) => args).join()).not.toContain('hidden-word');
  return settings;
}

describe('templates/maven/global-settings', () => {
  it('adds the proxies of the platform to the settings of the machine', async () => {
    expect(await settingsFor(undefined)).toBe(`<settings>${proxies}</settings>\n`);
    const machine =
      '<?xml version="1.0"?>\n<settings><!-- <proxy> --><proxies>\n</proxies><offline>false</offline></settings>\n';
    expect(await settingsFor(machine)).toBe(
      `<?xml version="1.0"?>\n<settings><offline>false</offline>${proxies}</settings>\n`,
    );
  });

  it('leaves a proxy that the author or the machine names', async () => {
    const machine = '<settings><proxies><proxy><host>other</host></proxy></proxies></settings>';
    expect(await settingsFor(machine)).toBeUndefined();
    expect(await settingsFor(undefined, { proxy: 'http://mine.example:1' })).toBeUndefined();
    expect(await settingsFor(undefined, {}, { ...env, NO_PROXY: '*' })).toBeUndefined();
  });
});
