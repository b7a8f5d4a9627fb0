import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { enginePlace } from './engine-options.ts';

const certificates = mkdtempSync(join(tmpdir(), 'stepyard-certificates-'));
for (const name of ['ca', 'cert', 'key']) writeFileSync(join(certificates, `${name}.pem`), name);
afterAll(() => rmSync(certificates, { recursive: true, force: true }));

describe('engine/docker/engine-options', () => {
  it('takes the socket of this machine where nothing is named', () => {
    expect(enginePlace({})).toMatchObject({
      address: 'unix:///var/run/docker.sock',
      options: { socketPath: '/var/run/docker.sock' },
    });
  });

  it('takes another socket', () => {
    expect(enginePlace({ DOCKER_HOST: 'unix:///run/user/1/docker.sock' }).options.socketPath).toBe(
      '/run/user/1/docker.sock',
    );
  });

  it.each([
    ['tcp://build.example', '2375'],
    ['tcp://build.example:99', '99'],
    ['build.example:99', '99'],
  ])('reaches %s without TLS', (DOCKER_HOST, port) => {
    expect(enginePlace({ DOCKER_HOST }).options).toEqual({ host: 'build.example', port, protocol: 'http' });
  });

  it('reaches an engine with TLS, by the certificates of DOCKER_CERT_PATH', () => {
    const environment = {
      DOCKER_HOST: 'tcp://build.example',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: certificates,
    };
    const { agent, ...options } = enginePlace(environment).options;
    expect(options).toEqual({
      ...{ host: 'build.example', port: '2376', protocol: 'https' },
      ...{ ca: 'ca', cert: 'cert', key: 'key' },
    });
    expect(agent).toMatchObject({ options: { rejectUnauthorized: true } });
  });

  it('reaches an engine through the `ssh` of this machine, and keeps no password', () => {
    const { agent, ...options } = enginePlace({ DOCKER_HOST: 'ssh://me@build.example' }).options;
    expect([options, agent !== undefined]).toEqual([{ protocol: 'http', host: 'docker', port: '' }, true]);
    expect(() => enginePlace({ DOCKER_HOST: 'ssh://me:secret@build.example' })).toThrow(
      /^`DOCKER_HOST` must not hold a password\.$/,
    );
  });

  it.each(['ftp://build.example', ':', 'tcp://', 'ssh://host/run/$(id).sock'])(
    'refuses %j',
    (DOCKER_HOST) => {
      expect(() => enginePlace({ DOCKER_HOST })).toThrow(
        `\`DOCKER_HOST\` must be a unix, tcp or ssh address, got ${JSON.stringify(DOCKER_HOST)}.`,
      );
    },
  );

  it('says which certificate it cannot read', () => {
    const environment = { DOCKER_HOST: 'tcp://a', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' };
    expect(() => enginePlace(environment)).toThrow(
      '`DOCKER_CERT_PATH` must be a directory with ca.pem, cert.pem and key.pem, got "/nowhere" without a readable ca.pem.',
    );
  });

  it('asks no engine without a client certificate', () => {
    const directory = mkdtempSync(join(certificates, 'half-'));
    writeFileSync(join(directory, 'ca.pem'), 'ca');
    const environment = { DOCKER_HOST: 'tcp://a', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: directory };
    expect(() => enginePlace(environment)).toThrow(
      `\`DOCKER_CERT_PATH\` must be a directory with ca.pem, cert.pem and key.pem, got ${JSON.stringify(directory)} without a readable cert.pem.`,
    );
  });
});
