import type { HttpResponse } from '@stepyard/contract/http';
import { type KubeStatus, readStatus } from './failure.ts';

const tries = 3;
const pauseMs = 500;

/** Some 500 are final: server-side apply answers so to fields that no schema has. */
const final = /typed patch object|not declared in schema|failed calling webhook|errors:|error decoding/;

/** Asks again where the API server fails by itself, as it does while etcd elects a leader. */
export async function withPatience(
  exchange: () => Promise<HttpResponse>,
  { method = 'GET', retry = 'safe' }: { readonly method?: string; readonly retry?: string },
): Promise<HttpResponse> {
  const again = retry === 'always' || (retry === 'safe' && method !== 'POST' && method !== 'PATCH');
  for (let count = 1; ; count++) {
    const answer = await exchange();
    if (answer.status !== 500 || !again || count === tries || final.test(statusOf(answer).message))
      return answer;
    await new Promise((resolve) => setTimeout(resolve, count * pauseMs));
  }
}

/** What an answer says of the failure that it is. */
export function statusOf(answer: HttpResponse): KubeStatus {
  const { status } = answer;
  const found = readStatus(safely(answer), status);
  return found ?? { code: status, reason: '', message: notKubernetes, causes: [] };
}

const notKubernetes = 'the answer is none of the API of Kubernetes; check the URL of the server';

function safely(answer: HttpResponse): unknown {
  try {
    return answer.json();
  } catch {
    return undefined;
  }
}
