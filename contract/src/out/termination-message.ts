import type { Result } from '../result.ts';

/** https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/ */
export const mostBytes = 4_096;

/** Writes the short form as JSON of at most 4096 bytes; long texts are cut, the longest first. */
export function terminationMessage({ status, failure, wait }: Result): string {
  const texts = { message: failure?.message ?? '', hint: failure?.hint ?? '', reason: wait?.reason ?? '' };
  for (;;) {
    const text = JSON.stringify({
      status,
      ...(failure !== undefined && { code: failure.code, message: texts.message, hint: texts.hint }),
      ...(wait !== undefined && { wait: { ...wait, reason: texts.reason } }),
    });
    const excess = Buffer.byteLength(text) - mostBytes;
    if (excess <= 0) return text;
    const longest = longestOf(texts);
    texts[longest] = shorter(texts[longest], excess);
  }
}

type Texts = Record<'message' | 'hint' | 'reason', string>;

function longestOf({ message, hint, reason }: Texts): keyof Texts {
  if (message.length >= hint.length && message.length >= reason.length) return 'message';
  return hint.length >= reason.length ? 'hint' : 'reason';
}

/** A character is at least one byte of JSON, so that this many too many is never cut too short. */
function shorter(text: string, excess: number): string {
  const left = Math.max(0, text.length - Math.max(2, Math.ceil(excess / 6)));
  return left === 0 ? '' : `${text.slice(0, left).replace(/[\ud800-\udbff]$/, '')}…`;
}
