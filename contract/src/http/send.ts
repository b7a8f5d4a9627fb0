import type { Agent, IncomingMessage } from 'node:http';
import { builtin } from './builtin.ts';
import type { Outgoing } from './redirect.ts';

/** Sends a request and gives the answer with its body still to be read. */
export function send(outgoing: Outgoing, agent: Agent, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, method, headers, body } = outgoing;
  const { request } = builtin(url.protocol === 'https:' ? 'node:https' : 'node:http');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent, signal });
    // Stays: what fails while the body is read is told by the body.
    sent.on('error', reject);
    sent.once('response', resolve);
    sent.end(body ?? undefined);
  });
}
