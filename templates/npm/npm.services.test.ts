import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type StartStepOptions, scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { startCountingProxy } from '../../test/support/counting-proxy.ts';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { startNpmRegistry } from '../../test/support/npm-registry.ts';
import { copyPublishedPackage } from '../../test/support/published-package.ts';
import { npm } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');
const token = 'npm_0123456789abcdefghij';
/** As a platform hands them on. */
const certificates = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value = '']) =>
    name === 'NODE_EXTRA_CA_CERTS' ? [[name, value]] : [],
  ),
);
const auth = { case: 'token', token };
const app = { name: '@team/app', version: '1.0.0', files: ['index.js'] };

interface More extends Omit<StartStepOptions, 'inputs'> {
  /** Written into the project. */
  readonly files?: Readonly<Record<string, string>>;
  /** Fields of package.json. */
  readonly manifest?: object;
}

type Inputs = NonNullable<StartStepOptions['inputs']>;

function start(inputs: Inputs, { files = {}, manifest = {}, ...more }: More = {}) {
  const workspace = more.workspace ?? scratchDirectory();
  const all = { 'package.json': JSON.stringify({ ...app, ...manifest }), 'index.js': '', ...files };
  for (const [name, text] of more.workspace === undefined ? Object.entries(all) : []) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  return startStep(npm, main, {
    inputs,
    caches: { npm: scratchDirectory() },
    ...more,
    workspace,
    // npm tries for minutes otherwise.
    task: { env: ['npm_config_fetch_retries'], ...more.task },
    env: { ...certificates, npm_config_fetch_retries: '0', ...more.env },
  });
}

async function run(inputs: Inputs, more?: More) {
  const step = start(inputs, more);
  return { ...(await step.end), workspace: step.workspace };
}

const install = (...packages: string[]) => ({ case: 'install', packages });

describe('templates/npm/npm.services', () => {
  describe('with a published package that has a lock file', () => {
    const workspace = scratchDirectory();
    const caches = { npm: scratchDirectory() };

    it('refuses a lock file that does not fit package.json', async () => {
      // Published without the packages that only its developers need.
      copyPublishedPackage('@ui5/cli', '4.0.12', workspace);
      const { result } = await run({ command: 'ci' }, { workspace, caches });
      expect(result?.failure).toMatchObject({
        class: 'user',
        code: 'TOOL_FAILED',
        hint: 'If the lock file does not fit package.json: run `npm install`, and commit the lock file.',
      });
      expect(result?.failure?.message).toMatch(
        /^`npm ci` ended with EUSAGE: `npm ci` can only install packages when your package\.json and .* are in sync\./,
      );
    });

    it('installs its 514 packages, and downloads nothing the second time', async () => {
      await using proxy = await startCountingProxy();
      const args = ['pkg', 'delete', 'devDependencies'];
      const mended = await run({ command: { case: 'custom', args } }, { workspace, caches });
      expect(mended.result?.failure).toBeUndefined();
      const env = { HTTPS_PROXY: proxy.url };
      const seen: { seconds: number; bytes: number }[] = [];
      const cold = scratchDirectory();
      for (const what of ['nothing cached', 'cached']) {
        const [startedAt, before] = [performance.now(), proxy.received()];
        const end = await run({ command: 'ci' }, { workspace, caches: { npm: cold }, env });
        expect(end.result, end.log).toMatchObject({ status: 'success', outputs: { name: '@ui5/cli' } });
        expect(end.log).toContain('added 514 packages');
        const seconds = (performance.now() - startedAt) / 1000;
        const bytes = proxy.received() - before;
        seen.push({ seconds, bytes });
        process.stdout.write(`npm ci, ${what}: ${seconds.toFixed(1)} s, ${bytes} bytes downloaded\n`);
      }
      expect(seen[0]?.bytes).toBeGreaterThan(1e6);
      expect(seen[1]?.bytes).toBe(0);
      expect(readdirSync(cold)).toEqual(['_cacache']);
    });
  });

  it('reads what Node’s own test runner reports', async () => {
    const test = `import { test } from 'node:test';
import assert from 'node:assert/strict';
test('adds', () => assert.equal(1 + 1, Number(process.env.WANTED)));
test('passes', () => {});
test('waits', { skip: true }, () => {});
`;
    const script = 'node --test --test-reporter=junit --test-reporter-destination=test-report.xml';
    const more = { manifest: { type: 'module', scripts: { test: script } }, files: { 'app.test.js': test } };
    const task = { env: ['WANTED', 'npm_config_fetch_retries'] };
    const good = await run({ command: 'test' }, { ...more, task, env: { WANTED: '2' } });
    expect(good.result?.outputs).toEqual({
      name: '@team/app',
      version: '1.0.0',
      tests: { run: 3, failed: 0, skipped: 1 },
    });
    const bad = await run({ command: 'test' }, { ...more, task, env: { WANTED: '3' } });
    expect(bad.result?.failure).toMatchObject({
      code: 'TESTS_FAILED',
      message: '1 of 3 tests failed: `test › adds`.',
    });
    expect(bad.annotations).toMatchObject([{ level: 'error', title: 'test › adds', file: 'app.test.js' }]);
  });

  it('packs what can be installed', async () => {
    const packed = await run({ command: 'pack' });
    expect(packed.result?.outputs).toEqual({
      ...{ name: '@team/app', version: '1.0.0', tarball: 'team-app-1.0.0.tgz' },
      integrity: expect.stringMatching(/^sha512-/),
    });
    const file = join(packed.workspace, 'team-app-1.0.0.tgz');
    const installed = await run({ command: install(file) }, { manifest: { name: 'other' } });
    expect(existsSync(join(installed.workspace, 'node_modules/@team/app/index.js'))).toBe(true);
  });

  it('publishes with a token that no script sees, and not twice', async () => {
    await using registry = await startNpmRegistry({ token, private: true });
    const look = `node -e "console.log('sees it: ' + require('fs').readFileSync(process.env.npm_config_userconfig, {encoding: 'utf8', flag: 'a+'}).includes('_authToken='))"`;
    const scripts = { prepublishOnly: look, prepack: look, postpublish: look };
    const inputs = { command: 'publish', registry: registry.url, auth };
    const env = { HOME: scratchDirectory() };
    const first = await run(inputs, { manifest: { scripts }, env });
    expect(first.result?.failure).toBeUndefined();
    expect(first.log.match(/sees it: \w+/g)).toEqual(Array(3).fill('sees it: false'));
    expect(first.log).not.toContain(token);
    expect(registry.published('@team/app')).toEqual(['1.0.0']);

    const second = await run(inputs, { env });
    expect(second.result?.failure).toMatchObject({
      code: 'CONFLICT',
      message:
        '`npm publish` ended with status 1: You cannot publish over the previously published versions: 1.0.0.',
      hint: 'That version is there already: raise the version in package.json.',
    });
    const fetched = await run({ command: install('@team/app@1'), registry: registry.url, auth });
    expect(fetched.result?.status).toBe('success');
    const stranger = await run({ command: install('@team/app@1'), registry: registry.url }, { env });
    expect(stranger.result?.failure?.code).toBe('AUTH_FAILED');
  });

  it('publishes by user name and password, also what the project would not', async () => {
    await using registry = await startNpmRegistry({ basic: 'ci:p:"ä' });
    await using evil = await startNpmRegistry();
    const inputs = {
      command: 'publish',
      registry: registry.url,
      auth: { case: 'basic', username: 'ci', password: 'p:"ä' },
    };
    const more = {
      manifest: { publishConfig: { registry: evil.url } },
      files: { '.npmrc': `dry-run=true\nregistry=${evil.url}\n@team:registry=${evil.url}\n` },
    };
    const scoped = await run({ ...inputs, scope: '@team' }, more);
    expect(scoped.result?.failure).toBeUndefined();
    const plain = await run(inputs, { ...more, manifest: { ...more.manifest, name: 'app' } });
    expect(plain.result?.failure).toBeUndefined();
    expect([registry.published('@team/app'), registry.published('app')]).toEqual([['1.0.0'], ['1.0.0']]);
    expect(evil.requests).toEqual([]);
  });

  it('publishes once over two attempts where the answer to the first was lost', async () => {
    await using registry = await startNpmRegistry({ token, drop: ({ method }) => method === 'PUT' });
    const inputs = { command: 'publish', registry: registry.url, auth };
    const claims = scratchDirectory();
    const first = await run(inputs, { claims, task: { attempt: 1 } });
    expect(first.result?.failure).toMatchObject({ class: 'dependency', code: 'UNREACHABLE' });
    const second = await run(inputs, { claims, task: { attempt: 2 } });
    expect(second.result).toMatchObject({ status: 'success', outputs: { name: '@team/app' } });
    expect(registry.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it.each([
    ['a wrong token', { case: 'token', token: 'npm_wrong' }, 'Unauthorized'],
    ['a token that may only read', { case: 'token', token: 'npm_reads' }, 'Forbidden'],
    ['no token', { case: 'none' }, undefined],
  ])('says that %s is not enough', async (_what, given, words) => {
    await using registry = await startNpmRegistry({ token, readToken: 'npm_reads' });
    const env = { HOME: scratchDirectory() };
    const end = await run({ command: 'publish', registry: registry.url, auth: given }, { env });
    const status = words === 'Forbidden' ? 403 : 401;
    expect(end.result?.failure).toMatchObject({
      class: 'configuration',
      code: 'AUTH_FAILED',
      message:
        words === undefined
          ? `\`npm publish\` ended with ENEEDAUTH: This command requires you to be logged in to ${registry.url}`
          : `\`npm publish\` ended with E${status}: ${words} - PUT ${registry.url}@team%2fapp - status ${status}`,
    });
    expect(registry.published('@team/app')).toEqual([]);
  });

  it.each([
    [400, 'REJECTED', 'Bad Request'],
    [429, 'RATE_LIMITED', 'Too Many Requests'],
    [503, 'UNREACHABLE', 'Service Unavailable'],
  ])('tells a registry that answers %i', async (status, code, words) => {
    await using registry = await startNpmRegistry({ fail: () => status });
    const { result } = await run({ command: install('lib'), registry: registry.url });
    expect(result?.failure).toMatchObject({
      code,
      message: `\`npm install\` ended with E${status}: ${words} - GET ${registry.url}lib - status ${status}`,
    });
  });

  it('says which package or version is not there', async () => {
    await using registry = await startNpmRegistry({ token });
    await run({ command: 'publish', registry: registry.url, auth });
    const unknown = await run({ command: install('no-such-lib'), registry: registry.url });
    expect(unknown.result?.failure).toMatchObject({
      class: 'configuration',
      code: 'NOT_FOUND',
      message: `\`npm install\` ended with E404: Not Found - GET ${registry.url}no-such-lib - not found`,
    });
    const version = await run({ command: install('@team/app@9'), registry: registry.url });
    expect(version.result?.failure).toMatchObject({
      code: 'NOT_FOUND',
      message: '`npm install` ended with ETARGET: No matching version found for @team/app@9.',
    });
  });

  it('tells a registry that cannot be reached, or that nobody vouches for', async () => {
    const refused = await run({ command: install('lib'), registry: 'http://127.0.0.1:9/' });
    expect(refused.result?.failure).toMatchObject({
      code: 'UNREACHABLE',
      message:
        '`npm install` ended with ECONNREFUSED: request to http://127.0.0.1:9/lib failed, reason: connect ECONNREFUSED 127.0.0.1:9',
    });
    await using registry = await startNpmRegistry({ tls: loopbackCertificate });
    const untrusted = await run({ command: install('lib'), registry: registry.url, auth });
    expect(untrusted.result?.failure).toMatchObject({ class: 'configuration', code: 'TLS_UNTRUSTED' });
    expect(untrusted.result?.failure?.message).toContain(
      `\`npm install\` ended with DEPTH_ZERO_SELF_SIGNED_CERT: request to ${registry.url}lib failed`,
    );
    expect(registry.requests).toEqual([]);
  });

  it('sends the token to no server that the project or a package names', async () => {
    await using evil = await startNpmRegistry();
    await using registry = await startNpmRegistry({ token, private: true, tarballs: evil.url });
    await run({ command: 'publish', registry: registry.url, auth }, { manifest: { name: 'lib' } });
    const resolved = `${evil.url}lib/-/lib-1.0.0.tgz`;
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { name: 'app', version: '1.0.0', dependencies: { lib: '1.0.0' } },
        'node_modules/lib': { version: '1.0.0', resolved },
      },
    };
    const files = {
      'package-lock.json': JSON.stringify(lock),
      '.npmrc': `registry=${evil.url}\n//${new URL(evil.url).host}/:_authToken=\${npm_config_userconfig}\n`,
    };
    const manifest = { name: 'app', dependencies: { lib: '1.0.0' } };
    for (const command of ['ci', 'install']) {
      const { result } = await run({ command, registry: registry.url, auth }, { manifest, files });
      expect(result?.failure).toMatchObject({ code: 'AUTH_FAILED' });
    }
    expect(evil.requests.map(({ path }) => path)).toContain('/lib/-/lib-1.0.0.tgz');
    expect(evil.requests.filter(({ authorization }) => authorization?.includes(token))).toEqual([]);
  });

  it('ends within its grace when it is told to, and leaves no process behind', async () => {
    const mark = `mark-${process.pid}-${Date.now()}`;
    const wait = `node -e "console.log('began'); setTimeout(() => {}, 600000)" ${mark}`;
    const step = start(
      { command: { case: 'run', script: 'wait' } },
      { manifest: { scripts: { wait } }, task: { graceMs: 5_000 } },
    );
    await step.printed('\nbegan');
    step.kill('SIGTERM');
    const { status, result } = await step.end;
    expect(status).toBe(143);
    expect(result?.failure?.code).toBe('CANCELLED');
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8', maxBuffer: 1e8 })).not.toContain(mark);
  });
});
