import { StepError } from '@stepyard/contract';
import { createHttp, type HttpRequest } from '@stepyard/contract/http';
import { isRecord } from '@stepyard/contract/json';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './properties.ts';

/** The web API of a server, signed in: https://docs.sonarsource.com/sonarqube-server/extension-guide/web-api/ */
export interface Server {
  /** Throws where the server is none, or does not take the token. */
  assertSignedIn(): Promise<void>;
  /** The Community edition refuses an analysis that names a branch. */
  knowsBranches(): Promise<boolean>;
  get(path: string, query: HttpRequest['query']): Promise<unknown>;
}

export function openServer({ inputs, masked, signal, onEnd }: Step<Inputs>): Server {
  const http = createHttp({ mask: masked });
  onEnd(() => http.close());
  const base = inputs.url.replace(/\/+$/, '');
  const headers = { authorization: `Bearer ${inputs.token}`, accept: 'application/json' };
  async function get(path: string, query: HttpRequest['query'] = {}): Promise<unknown> {
    return (await http.request(`${base}/api/${path}`, { headers, query, signal })).json();
  }
  return {
    get,
    async assertSignedIn() {
      const answer = await get('authentication/validate').catch((error: unknown) => {
        throw error instanceof StepError && error.code === 'AUTH_FAILED' ? refused(base) : error;
      });
      if (!isRecord(answer) || typeof answer.valid !== 'boolean') throw noSonar(base);
      if (!answer.valid) throw refused(base);
    },
    async knowsBranches() {
      const answer = await get('navigation/global');
      return isRecord(answer) && typeof answer.edition === 'string' && answer.edition !== 'community';
    },
  };
}

/** The records of a list that an answer has under a name. */
export function recordsIn(value: unknown, name: string): readonly Record<string, unknown>[] {
  const list = isRecord(value) ? value[name] : undefined;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function refused(base: string): StepError {
  return new StepError('AUTH_FAILED', `${base} does not take the token.`, {
    hint: 'Make a token in SonarQube below My Account, Security, and check that it has not expired.',
  });
}

function noSonar(base: string): StepError {
  return new StepError('REJECTED', `${base} does not answer as a SonarQube server.`, {
    hint: 'Give the URL by which a browser opens SonarQube, with its path if it has one.',
  });
}
