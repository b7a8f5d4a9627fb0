import { checked } from './delivery.ts';
import { readPullRequest } from './github-pull-request.ts';
import { readPush } from './github-push.ts';
import { type Headers, headerText, openPayload } from './payload.ts';
import type { ReadEvent } from './read-event.ts';

/**
 * Reads a delivery of a GitHub webhook whose signature was verified. `receivedAt` (RFC 3339) stands for
 * the time where the payload has none.
 * https://docs.github.com/webhooks/webhook-events-and-payloads
 */
export function readGithub(headers: Headers, payload: unknown, receivedAt: string): ReadEvent {
  const name = headerText(headers, 'x-github-event');
  const opened = openPayload(payload);
  const delivery = { id: deliveryId(headers), payload: opened, raw: payload, receivedAt };
  if (name === 'push') return checked(readPush(delivery), opened);
  if (name === 'pull_request') return checked(readPullRequest(delivery), opened);
  if (name !== undefined) {
    return {
      ignored: `The GitHub event ${JSON.stringify(name.slice(0, 80))} starts no run: only push and pull_request do.`,
    };
  }
  return {
    problem: {
      message: 'The header `X-GitHub-Event` must name the event, got nothing.',
      hint: 'Send deliveries of a GitHub webhook here, with their headers.',
    },
  };
}

/** Deliveries that are sent again keep their id. */
function deliveryId(headers: Headers): string | undefined {
  const id = headerText(headers, 'x-github-delivery');
  return id !== undefined && /^[\w-]{1,100}$/.test(id) ? id : undefined;
}
