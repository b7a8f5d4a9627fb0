import { describe, expect, it } from 'vitest';
import { inheritedSecrets, inheritedVariables } from './step-environment.ts';

describe('engine/executors/process/step-environment', () => {
  it('takes over what is on the list, and what is named', () => {
    const environment = {
      PATH: '/bin',
      LC_ALL: 'C',
      https_proxy: 'http://p',
      AWS_SECRET: 'x',
      MORE: 'm',
      GONE: undefined,
    };
    expect(inheritedVariables(environment)).toEqual({ PATH: '/bin', LC_ALL: 'C', https_proxy: 'http://p' });
    expect(inheritedVariables(environment, ['MORE'])).toMatchObject({ MORE: 'm' });
  });

  it('finds the credentials of proxies', () => {
    const inherited = {
      PATH: '/bin:/usr/bin',
      HTTP_PROXY: 'http://me:p4ss%20word@proxy:3128',
      NO_PROXY: 'a@b:c',
    };
    expect(inheritedSecrets(inherited)).toEqual(['me:p4ss%20word', 'p4ss%20word']);
  });
});
