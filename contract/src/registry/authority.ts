import type { Http } from '../http/client.ts';
import type { HttpResponse } from '../http/options.ts';
import { isRecord } from '../json.ts';
import { StepError } from '../step-error.ts';
import { readChallenges } from './challenge.ts';
import type { RegistryCredential } from './credentials.ts';

/** The headers by which a registry lets its requests in. */
export interface Authority {
  /** What is known to be needed for a scope (`repository:app:pull`). */
  headersFor(scope: string): Readonly<Record<string, string>>;
  /** Does what an answer 401 to a request with these headers asks for; false where nothing more can be done. */
  answer(response: HttpResponse, scope: string, sent: Readonly<Record<string, string>>): Promise<boolean>;
}

/** Answers the challenges of one registry with its credential, or as nobody. */
export function createAuthority(
  http: Http,
  origin: string,
  credential: RegistryCredential | undefined,
): Authority {
  const tokens = new Map<string, string>();
  let basic = false;

  /** `undefined` where the service refuses the credential. */
  async function tokenFor(
    realm: string,
    service: string | undefined,
    scope: string,
  ): Promise<string | undefined> {
    const url = URL.parse(realm);
    // A credential that travels to a registry by https does not go on without it.
    if (url === null || (url.protocol !== 'https:' && !origin.startsWith('http:'))) {
      throw new StepError(
        'REJECTED',
        `The registry ${origin} names ${JSON.stringify(realm)} to get a token from, which is no https URL.`,
        {
          hint: 'Correct the realm in the configuration of the registry.',
        },
      );
    }
    const scopes = scope === '' ? [] : scope.split(' ');
    if (credential?.identityToken !== undefined) {
      const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: credential.identityToken,
        client_id: 'stepyard',
        ...(service && { service }),
        ...(scope && { scope }),
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return tokenIn(
        origin,
        await http.request(url, {
          method: 'POST',
          headers,
          body: form.toString(),
          retry: 'always',
          accept: refusals,
        }),
      );
    }
    if (service !== undefined) url.searchParams.set('service', service);
    for (const one of scopes) url.searchParams.append('scope', one);
    const headers = credential === undefined ? {} : { authorization: basicText(credential) };
    return tokenIn(origin, await http.request(url, { headers, accept: refusals }));
  }

  return {
    headersFor(scope): Readonly<Record<string, string>> {
      const token = tokens.get(scope);
      if (token !== undefined) return { authorization: `Bearer ${token}` };
      return basic && credential !== undefined ? { authorization: basicText(credential) } : {};
    },
    async answer({ headers }, scope, sent) {
      const challenges = readChallenges(headers['www-authenticate'] ?? '');
      const bearer = challenges.find((one) => one.scheme === 'bearer')?.parameters;
      if (bearer?.realm !== undefined) {
        const wanted = scope === '' ? (bearer.scope ?? '') : scope;
        const token = await tokenFor(bearer.realm, bearer.service, wanted);
        if (token !== undefined) tokens.set(scope, token);
        return token !== undefined;
      }
      const isAsked = challenges.some((one) => one.scheme === 'basic');
      // Another request may have been answered meanwhile; this one went out without the credential.
      if (credential === undefined || sent.authorization !== undefined || !isAsked) return false;
      basic = true;
      return true;
    },
  };
}

function basicText({ username, password }: RegistryCredential): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

const refusals = [401, 403];

function tokenIn(origin: string, response: HttpResponse): string | undefined {
  if (refusals.includes(response.status)) return undefined;
  const value = response.json();
  const token = isRecord(value) ? (value.token ?? value.access_token) : undefined;
  if (typeof token === 'string' && token !== '') return token;
  throw new StepError('REJECTED', `The token service of ${origin} gave no token.`, {
    hint: 'See the log of the token service.',
  });
}
