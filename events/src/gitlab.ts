import { checked } from './delivery.ts';
import { readMergeRequest } from './gitlab-merge-request.ts';
import { readPush } from './gitlab-push.ts';
import { type Headers, headerText, openPayload } from './payload.ts';
import type { ReadEvent } from './read-event.ts';

/**
 * Reads a delivery of a GitLab webhook whose token was verified. `receivedAt` (RFC 3339) stands for the
 * time where the payload has none.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/
 */
export function readGitlab(headers: Headers, payload: unknown, receivedAt: string): ReadEvent {
  const opened = openPayload(payload);
  const kind = opened.text('object_kind');
  const delivery = { id: deliveryId(headers), payload: opened, raw: payload, receivedAt };
  if (kind === 'push' || kind === 'tag_push') return checked(readPush(delivery), opened);
  if (kind === 'merge_request') return checked(readMergeRequest(delivery), opened);
  if (kind !== undefined) {
    return {
      ignored: `The GitLab event ${JSON.stringify(kind.slice(0, 80))} starts no run: only push, tag_push and merge_request do.`,
    };
  }
  return {
    problem: {
      message: '`object_kind` must name the event, got nothing.',
      hint: 'Send deliveries of a GitLab project or group webhook here.',
    },
  };
}

/** The same for every try of a delivery, since GitLab 17.4. `X-Gitlab-Event-UUID` is shared by several events. */
function deliveryId(headers: Headers): string | undefined {
  const id = headerText(headers, 'idempotency-key');
  return id !== undefined && /^[\w-]{1,100}$/.test(id) ? id : undefined;
}
