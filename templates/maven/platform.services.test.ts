import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory, startStep } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';
import { startCountingProxy } from '../../test/support/counting-proxy.ts';
import { greeterProject } from '../../test/support/java-project.ts';
import { loopbackCertificate } from '../../test/support/loopback-certificate.ts';
import { startMavenRepository } from '../../test/support/maven-repository.ts';
import { quickJvm } from '../../test/support/quick-jvm.ts';
import { maven } from './template.ts';

const main = join(import.meta.dirname, 'main.ts');

async function run(
  inputs: Record<string, unknown>,
  env: Record<string, string>,
  caches: Record<string, string> = { repository: scratchDirectory() },
  workspace = scratchDirectory(),
) {
  greeterProject(import.meta.dirname, workspace);
  return await startStep(maven, main, { workspace, inputs, env: { MAVEN_OPTS: quickJvm, ...env }, caches })
    .end;
}

function bundle(): string {
  const file = join(scratchDirectory(), 'ca.pem');
  writeFileSync(file, loopbackCertificate.cert);
  return file;
}

describe('templates/maven/platform.services', () => {
  it('trusts the certificates of the platform, as the variables name them', async () => {
    await using mirror = await startMavenRepository({ tls: loopbackCertificate });
    const { result } = await run({ mirror: mirror.url }, { SSL_CERT_FILE: bundle() });
    expect(result?.failure?.code).toBe('NOT_FOUND');
    expect(mirror.requests.length).toBeGreaterThan(0);
  });

  it('reaches repositories by the proxy of the platform, except those that it does not serve', async () => {
    await using proxy = await startCountingProxy();
    await using mirror = await startMavenRepository({ tls: loopbackCertificate });
    const env = { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: bundle() };
    const inputs = { mirror: mirror.url };
    expect((await run(inputs, env)).result?.failure?.code).toBe('NOT_FOUND');
    const { host } = new URL(mirror.url);
    expect([...new Set(proxy.targets)]).toEqual([host]);
    const seen = proxy.targets.length;
    expect((await run(inputs, { ...env, NO_PROXY: '127.0.0.1' })).result?.failure?.code).toBe('NOT_FOUND');
    expect(proxy.targets.length).toBe(seen);
  });

  it('reads a cached repository beneath its own, with a Maven that can', async () => {
    const caches = { repository: scratchDirectory(), wrapper: scratchDirectory() };
    const goal = 'org.apache.maven.plugins:maven-wrapper-plugin:3.3.2:wrapper';
    const workspace = scratchDirectory();
    const made = await run({ goals: [goal], properties: { maven: '3.9.11' } }, {}, caches, workspace);
    expect(made.result?.failure).toBeUndefined();
    const first = await run({ goals: ['verify'] }, {}, caches, workspace);
    expect(first.result?.failure).toBeUndefined();
    const own = scratchDirectory();
    const env = { STEPYARD_CACHE_REPOSITORY_BASE: caches.repository };
    const second = await run(
      { goals: ['verify'], offline: true },
      env,
      { ...caches, repository: own },
      workspace,
    );
    expect(second.result?.failure).toBeUndefined();
    expect(readdirSync(own, { recursive: true }).filter((name) => String(name).endsWith('.jar'))).toEqual([]);
  });
});
