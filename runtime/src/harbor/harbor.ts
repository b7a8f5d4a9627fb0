import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { createHttp, type HttpRequest, type HttpResponse } from '@stepyard/contract/http';
import type { Step } from '../step.ts';
import type { Place } from './place.ts';

/** How Harbor is reached; the URL left out is https at the image's registry. */
export interface HarborAccess {
  readonly url?: string | undefined;
  readonly auth:
    | { readonly case: 'basic'; readonly username: string; readonly password: string }
    | { readonly case: 'token'; readonly token: string };
  /** Certificates (PEM) to trust besides those of the platform. */
  readonly ca?: string | undefined;
}

/** What of a step the client takes. */
export type HarborStep = Pick<Step<unknown>, 'mask' | 'masked' | 'onEnd' | 'signal' | 'temporary'>;

/** Harbor's API v2.0, with one credential. */
export interface Harbor {
  /** `need` completes the sentence "The credential must …" where the server refuses it. */
  call(path: string, need: string, request?: HttpRequest): Promise<HttpResponse>;
  /** All pages of a list. */
  list(path: string, need: string, request?: HttpRequest): Promise<readonly unknown[]>;
}

const pageSize = 100;

/** Makes the client, which lives as long as the step. */
export async function openHarbor(
  step: HarborStep,
  { host }: Place,
  { url = `https://${host}`, auth, ca }: HarborAccess,
): Promise<Harbor> {
  const base = `${url.replace(/\/+$/, '').replace(/\/api\/v2\.0$/, '')}/api/v2.0`;
  const caFile = ca === undefined ? undefined : await asFile(step, ca);
  const http = createHttp({ mask: step.masked, ...(caFile !== undefined && { caFile }) });
  step.onEnd(() => http.close());
  const headers = { authorization: authorization(auth, step.mask), accept: 'application/json' };

  async function call(path: string, need: string, request: HttpRequest = {}): Promise<HttpResponse> {
    try {
      return await http.request(`${base}${path}`, {
        ...request,
        headers: { ...headers, ...request.headers },
        signal: step.signal,
      });
    } catch (error) {
      throw explained(error, need);
    }
  }

  async function list(path: string, need: string, request: HttpRequest = {}): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let page = 1; ; page++) {
      const query = { ...request.query, page, page_size: pageSize };
      const answer = await call(path, need, { ...request, query });
      const items = answer.json();
      const here: readonly unknown[] = Array.isArray(items) ? items : [];
      found.push(...here);
      if (here.length < pageSize) return found;
    }
  }
  return { call, list };
}

function authorization(auth: HarborAccess['auth'], mask: HarborStep['mask']): string {
  if (auth.case === 'token') return `Bearer ${auth.token}`;
  const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  mask(pair);
  return `Basic ${pair}`;
}

async function asFile(step: HarborStep, certificates: string): Promise<string> {
  const file = join(await step.temporary(), 'ca.pem');
  writeFileSync(file, certificates);
  return file;
}

function explained(error: unknown, need: string): unknown {
  if (!(error instanceof StepError)) return error;
  const hint = hintOf(error, need);
  return hint === undefined ? error : new StepError(error.code, error.message, { hint, cause: error });
}

function hintOf({ code }: StepError, need: string): string | undefined {
  if (code === 'AUTH_FAILED') {
    return `Check the user name and password in \`auth\`, and that they may ${need}.`;
  }
  if (code === 'NOT_FOUND') {
    return 'Check project, repository and tag in `image`, and `url`; Harbor says so too of a private project to who is no member.';
  }
  if (code === 'CONFLICT') return 'Someone else is changing the same in Harbor: run the task again.';
  if (code === 'UNREACHABLE') {
    return 'Check `url`, and that Harbor is well: its portal shows the health of each part.';
  }
  return undefined;
}
