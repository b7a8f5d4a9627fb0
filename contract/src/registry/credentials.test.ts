import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerCredentials } from './credentials.ts';

const path = process.env.PATH;
const auth = Buffer.from('ann:pass:word').toString('base64');
const ann = { username: 'ann', password: 'pass:word' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepyard-docker-'));
  process.env.PATH = `${folder}:${path}`;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

function configure(config: unknown) {
  writeFileSync(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  return dockerCredentials(folder);
}

/** A credential program; its script has the registry in `$host`. */
function program(name: string, script: string): void {
  const text = `#!/bin/sh\nread -r host\n${script}\n`;
  writeFileSync(join(folder, `docker-credential-${name}`), text, { mode: 0o755 });
}

describe('contract/registry/credentials', () => {
  it('has none where nobody logged in', async () => {
    expect(await dockerCredentials(folder)('r.example')).toBeUndefined();
    expect(await configure({})('r.example')).toBeUndefined();
    expect(await configure({ auths: { 'r.example': {} } })('r.example')).toBeUndefined();
  });

  it('takes over what docker login left, however the registry is written there', async () => {
    for (const key of ['r.example:5000', 'https://r.example:5000', 'http://r.example:5000/v1/']) {
      const credentials = configure({ auths: { [key]: { auth } } });
      expect(await credentials('r.example:5000')).toEqual(ann);
      expect(await credentials('r.example')).toBeUndefined();
    }
    expect(await configure({ auths: { 'https://index.docker.io/v1/': { auth } } })('docker.io')).toEqual(ann);
    const plain = { username: 'ann', password: 'pass:word' };
    expect(await configure({ auths: { 'r.example': plain } })('r.example')).toEqual(ann);
    const token = { auth: Buffer.from('00000000:').toString('base64'), identitytoken: 't0ken' };
    expect(await configure({ auths: { 'r.example': token } })('r.example')).toMatchObject({
      identityToken: 't0ken',
    });
  });

  it('asks the program of a registry, else the one for all, else reads the file', async () => {
    program('one', 'echo "{\\"Username\\":\\"one\\",\\"Secret\\":\\"$host\\"}"');
    program(
      'all',
      '[ "$host" = https://index.docker.io/v1/ ] || { echo "credentials not found in native keychain"; exit 1; }\necho "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"t0ken\\"}"',
    );
    const credentials = configure({
      auths: { 'r.example': { auth } },
      credHelpers: { 'h.example': 'one' },
      credsStore: 'all',
    });
    expect(await credentials('h.example')).toEqual({ username: 'one', password: 'h.example' });
    expect(await credentials('docker.io')).toMatchObject({ identityToken: 't0ken' });
    expect(await credentials('r.example')).toEqual(ann);
    expect(await credentials('other.example')).toBeUndefined();
  });

  it('says that the program is missing, fails or is none', async () => {
    const file = join(folder, 'config.json');
    await expect(configure({ credsStore: 'gone' })('r.example')).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: `\`docker-credential-gone\`, which ${file} names, is not on the PATH.`,
      hint: 'Install it, or take it out of the file and run `docker login` again.',
    });
    program('locked', 'echo "half a s3cret"; exit 3');
    await expect(configure({ credsStore: 'locked' })('r.example')).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      message: '`docker-credential-locked get` ended with 3 when it was asked for r.example.',
      hint: 'Try it by hand: echo r.example | docker-credential-locked get',
    });
    await expect(configure({ credsStore: '../x' })('r.example')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: `${file} must name a program for credentials, got "../x".`,
    });
  });

  it('refuses a file that is no JSON object, without a word of it', async () => {
    await expect(configure('{"auths": s3cret')('r.example')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: `${join(folder, 'config.json')} must be a JSON object.`,
      hint: 'Mend it, or run `docker login` again.',
    });
  });
});
