import { dockerCredentials, parseReference } from '@stepyard/contract/registry';
import type Docker from 'dockerode';

/** What the engine is to sign in with where an image lies: the login of the scheduler's user. */
export async function registryLogin(
  image: string,
  credentials: ReturnType<typeof dockerCredentials> = dockerCredentials(),
): Promise<Docker.AuthConfig | undefined> {
  const { registry } = parseReference(image);
  const found = await credentials(registry);
  if (found === undefined) return undefined;
  const { username, password, identityToken } = found;
  const serveraddress = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
  return identityToken === undefined
    ? { username, password, serveraddress }
    : { identitytoken: identityToken, serveraddress };
}
