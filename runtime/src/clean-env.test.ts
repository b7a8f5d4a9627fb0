import { describe, expect, it } from 'vitest';
import { cleanEnv } from './clean-env.ts';

describe('runtime/clean-env', () => {
  it('keeps what finds programs, language, proxies and certificates, and what is named', () => {
    const env = {
      PATH: '/bin',
      TZ: 'UTC',
      https_proxy: 'http://proxy.example',
      SSL_CERT_FILE: '/ca.pem',
      JAVA_HOME: '/jdk',
      AWS_SECRET_ACCESS_KEY: 'x',
      HOME: '/root',
      NODE_OPTIONS: '--inspect',
      LD_PRELOAD: '/evil.so',
      GONE: undefined,
    };
    expect(cleanEnv(env, ['JAVA_HOME', 'GONE'])).toEqual({
      PATH: '/bin',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      https_proxy: 'http://proxy.example',
      SSL_CERT_FILE: '/ca.pem',
      JAVA_HOME: '/jdk',
    });
  });

  it('never passes inputs and variables of the platform, also when they are named', () => {
    const env = { INPUT_TOKEN: 'x', STEPYARD_OUT: '/out', INPUT_A: 'y' };
    expect(cleanEnv(env, ['INPUT_TOKEN', 'STEPYARD_OUT'])).toEqual({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      LANG: 'C.UTF-8',
    });
  });
});
