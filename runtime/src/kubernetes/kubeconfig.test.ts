import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testCluster, testStep } from '../../../test/support/cluster/cluster-step.ts';
import { scratchDirectory } from '../testing/scratch.ts';
import { writeFiles } from '../testing/write-files.ts';
import { inCluster } from './in-cluster.ts';
import { readKubeconfig } from './kubeconfig.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function kubeconfig(user: object, cluster: object = {}): string {
  return JSON.stringify({
    contexts: [{ name: 'prod', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://cluster.example:6443/', ...cluster } }],
    users: [{ name: 'u', user }],
    'current-context': 'prod',
  });
}

const read = (text: string, context?: string, step = testStep()) => readKubeconfig(text, context, step);

describe('runtime/kubernetes/kubeconfig', () => {
  it('reads the chosen context, and keeps its secrets off the log', () => {
    const step = testStep();
    const found = read(
      kubeconfig(
        { token: 'tok-en', 'client-key-data': base64('KEY'), 'client-certificate-data': base64('CERT') },
        { 'certificate-authority-data': base64('CA'), 'proxy-url': 'http://proxy.example' },
      ),
      undefined,
      step,
    );
    expect(found).toMatchObject({
      server: 'https://cluster.example:6443',
      tls: { ca: 'CA', cert: 'CERT', key: 'KEY' },
      proxy: 'http://proxy.example',
    });
    expect(found.authorization()).toBe('Bearer tok-en');
    expect(step.masks).toEqual(['tok-en', base64('KEY'), 'KEY']);
  });

  it('refuses what is not in it, all at once', () => {
    const given = kubeconfig(
      { exec: { command: 'aws' }, 'client-certificate': '/home/ann/cert.pem', as: 'admin' },
      { 'certificate-authority': '/ca.pem', 'insecure-skip-tls-verify': true, server: 'cluster' },
    );
    expect(() => read(given)).toThrow(
      '`cluster.kubeconfig` must not name a file in `certificate-authority`, and must not name a file in `client-certificate`, and must not sign in by the plug-in in `exec`, and must not act as another user by `as`, and must not switch off TLS by `insecure-skip-tls-verify`, and must have the URL of a server in `server`; context "prod".',
    );
  });

  it('leaves a plug-in out where there is a token too', () => {
    const step = testStep();
    const found = read(kubeconfig({ 'auth-provider': { name: 'gcp' }, token: 'tok-en' }), undefined, step);
    expect(found.authorization()).toBe('Bearer tok-en');
    expect(step.lines).toEqual(['`auth-provider` of the kubeconfig is left out: no plug-in is run.']);
  });

  it.each([
    ['no kubeconfig', 'a: [', 'must be a kubeconfig with `clusters`, `contexts` and `users`.'],
    ['no context', '{"contexts":[]}', 'must say in `current-context` which context is meant.'],
  ])('says what is wrong with %s', (_, text, rule) => {
    expect(() => read(text)).toThrow(`\`cluster.kubeconfig\` ${rule}`);
  });

  it('names the contexts that there are', () => {
    expect(() => read(kubeconfig({}), 'test')).toThrow(
      expect.objectContaining({
        message: '`cluster.kubeconfig` must have the context "test" in `contexts`.',
        hint: 'It has `prod`.',
      }),
    );
  });

  it('takes the account of a pod, also when its token is renewed', () => {
    const directory = scratchDirectory();
    writeFiles(directory, { token: 'first\n', 'ca.crt': 'CA' });
    const step = testStep();
    const env = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '6443' };
    const found = inCluster(step, env, directory);
    expect(found).toMatchObject({ server: 'https://10.96.0.1:6443', tls: { ca: 'CA' } });
    writeFiles(directory, { token: 'second' });
    expect(found.authorization()).toBe('Bearer second');
    expect(step.masks).toEqual(['first', 'second']);
    expect(() => inCluster(step, {}, directory)).toThrow(
      '`cluster` must not be inCluster where the step runs in no pod with a service account: KUBERNETES_SERVICE_HOST is not set.',
    );
  });

  it('writes a kubeconfig for tools that only the step can read', async () => {
    const { cluster, step } = await testCluster({
      case: 'token',
      url: 'https://c.example/',
      token: 't0ken',
      ca: 'CA',
    });
    const file = await cluster.kubeconfigFile();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      clusters: [{ cluster: { server: 'https://c.example', 'certificate-authority-data': base64('CA') } }],
      users: [{ user: { token: 't0ken' } }],
      contexts: [{ context: { namespace: 'shop' } }],
    });
    await step.end();
  });
});
