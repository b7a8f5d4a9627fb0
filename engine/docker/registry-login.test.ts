import { describe, expect, it } from 'vitest';
import { registryLogin } from './registry-login.ts';

describe('engine/docker/registry-login', () => {
  it('gives the engine the login of the registry that an image names', async () => {
    const asked: string[] = [];
    const credentials = async (registry: string) => {
      asked.push(registry);
      return registry === 'r.example:5000' ? { username: 'ann', password: 'x' } : undefined;
    };
    expect(await registryLogin('r.example:5000/team/app:1', credentials)).toEqual({
      username: 'ann',
      password: 'x',
      serveraddress: 'r.example:5000',
    });
    expect(await registryLogin('alpine', credentials)).toBeUndefined();
    expect(asked).toEqual(['r.example:5000', 'docker.io']);
  });

  it('hands on what a login left in place of a password', async () => {
    const credentials = async () => ({ username: '', password: '', identityToken: 't0ken' });
    expect(await registryLogin('team/app', credentials)).toEqual({
      identitytoken: 't0ken',
      serveraddress: 'https://index.docker.io/v1/',
    });
  });
});
