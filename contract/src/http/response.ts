import type { IncomingMessage } from 'node:http';
import { isRecord } from '../json.ts';
import { StepError } from '../step-error.ts';
import type { HttpResponse } from './options.ts';

/** Reads an answer to its end, as long as it keeps to the limit. */
export async function readResponse(
  what: string,
  url: URL,
  answer: IncomingMessage,
  maxBytes: number,
): Promise<HttpResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > maxBytes) throw tooLong(what, maxBytes);
    chunks.push(bytes);
  }
  const body = Buffer.concat(chunks);
  return {
    status: answer.statusCode ?? 0,
    headers: headersOf(answer),
    url: url.href,
    body,
    text: () => body.toString(),
    json: () => parse(what, body),
  };
}

/** What an API says about a failure: its message, or the first line of a plain text. */
export function saidBy({ headers, body }: HttpResponse, mask?: (text: string) => string): string {
  const type = headers['content-type'] ?? '';
  if (/\bjson\b/.test(type)) return bounded(messageIn(body.toString()), mask);
  if (!/^text\/plain\b/.test(type)) return '';
  return bounded(body.toString().trimStart().split('\n', 1)[0]?.trimEnd() ?? '', mask);
}

const longestSaying = 200;

/** Masked before it is cut; what nobody masks is told whole or not at all. */
function bounded(text: string, mask: ((text: string) => string) | undefined): string {
  const masked = mask?.(text) ?? text;
  if (masked.length <= longestSaying) return masked;
  return mask === undefined ? '' : `${masked.slice(0, longestSaying)}…`;
}

function messageIn(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'string') return value;
    if (!isRecord(value)) return '';
    const first: unknown = Array.isArray(value.errors) ? value.errors[0] : undefined;
    const nested = isRecord(value.error) ? value.error : value;
    const found = [
      ...[nested.message, nested.error_description, value.error, nested.msg, nested.detail, nested.title],
      ...(isRecord(first) ? [first.message, first.msg] : [first]),
    ];
    return found.find((text) => typeof text === 'string') ?? '';
  } catch {
    return '';
  }
}

function headersOf(answer: IncomingMessage): Record<string, string> {
  const entries = Object.entries(answer.headers).map(([name, value]) => [
    name,
    [value ?? ''].flat().join(', '),
  ]);
  return Object.fromEntries(entries);
}

function parse(what: string, body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new StepError('REJECTED', `${what} was answered by something else than JSON.`, {
      hint: 'Check that the URL is that of the API, not of a page or a login.',
      cause,
    });
  }
}

function tooLong(what: string, maxBytes: number): StepError {
  return new StepError('REJECTED', `${what} was answered by more than ${maxBytes} bytes.`, {
    hint: 'Ask for less, for instance by pages.',
  });
}
