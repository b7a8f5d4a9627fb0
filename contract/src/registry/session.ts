import type { Http } from '../http/client.ts';
import type { HttpRequest, HttpResponse } from '../http/options.ts';
import { StepError } from '../step-error.ts';
import { type Authority, createAuthority } from './authority.ts';
import type { RegistryCredential } from './credentials.ts';

/** Requests to registries, let in by what each of them asks for. */
export interface Session {
  /** `path` is what follows `/v2/`, or a whole URL that the registry gave as the next one. */
  request(registry: string, path: string, scope: string, request?: HttpRequest): Promise<HttpResponse>;
}

export interface SessionOptions {
  readonly credentials?: (registry: string) => Promise<RegistryCredential | undefined>;
  /** Registries that are spoken to by http; those on loopback always are. */
  readonly insecure?: readonly string[];
}

interface Door {
  readonly origin: string;
  readonly authority: Authority;
  readonly login: Login;
}

interface Login {
  readonly credential?: RegistryCredential | undefined;
  /** Why there may be none although there should be one; told only where the registry wants one. */
  readonly problem?: unknown;
}

export function createSession(http: Http, { credentials, insecure = [] }: SessionOptions): Session {
  const doors = new Map<string, Promise<Door>>();

  async function open(registry: string): Promise<Door> {
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
    const origin = `${isLoopback(host) || insecure.includes(registry) ? 'http' : 'https'}://${host}`;
    const login: Login = await Promise.resolve(credentials?.(registry)).then(
      (credential) => ({ credential }),
      (problem: unknown) => ({ problem }),
    );
    return { origin, login, authority: createAuthority(http, origin, login.credential) };
  }

  function doorOf(registry: string): Promise<Door> {
    const door = doors.get(registry) ?? open(registry);
    doors.set(registry, door);
    return door;
  }

  async function request(
    registry: string,
    path: string,
    scope: string,
    wanted: HttpRequest = {},
  ): Promise<HttpResponse> {
    const { origin, authority, login } = await doorOf(registry);
    const url = /^https?:/.test(path)
      ? new URL(path)
      : new URL(path.startsWith('/') ? path : `/v2/${path}`, origin);
    // Uploads may go on at the storage behind the registry, which must not see the credential.
    const own = url.origin === new URL(origin).origin;
    const { accept } = wanted;
    for (let tries = 1; ; tries++) {
      const sent = own ? authority.headersFor(scope) : {};
      const headers = { ...sent, ...wanted.headers };
      const response = await http.request(url, {
        ...wanted,
        headers,
        accept: accept === 'any' ? 'any' : [401, ...(accept ?? [])],
      });
      if (response.status !== 401) return response;
      // A token may have ended meanwhile, hence a second time.
      if (!own || tries > 2 || !(await authority.answer(response, scope, sent)))
        throw refused(registry, scope, login);
    }
  }

  return { request };
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}

function refused(registry: string, scope: string, { credential, problem }: Login): unknown {
  if (problem !== undefined) return problem;
  const [, repository = ''] = scope.split(':');
  const hint = `Log in with \`docker login ${registry}\`, or correct the credential.`;
  if (credential !== undefined) {
    const whose =
      credential.username === ''
        ? 'the credential'
        : `the credential of ${JSON.stringify(credential.username)}`;
    const what = repository === '' ? '' : ` for the repository ${repository}`;
    return new StepError('AUTH_FAILED', `${registry} refused ${whose}${what} (401).`, { hint });
  }
  const what = repository === '' ? '' : ` the repository ${repository} of`;
  return new StepError('AUTH_FAILED', `A credential must be given that opens${what} ${registry} (401).`, {
    hint,
  });
}
