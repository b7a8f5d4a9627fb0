import type { StartRequest } from '../executor.ts';
import type { ExitRecord } from './records.ts';

/** Raised with every change that an older side would misread; each side speaks to its own version only. */
export const protocol = 2;

export interface StartCall {
  readonly do: 'start';
  readonly request: StartRequest;
  /** Variables of the machine. */
  readonly inherited: Readonly<Record<string, string>>;
  readonly home: 'machine' | 'private';
}

/** What a client asks of a supervisor. Secrets travel here and nowhere else. */
export type Call =
  | StartCall
  /** `look` asks whether it runs. */
  | { readonly do: 'wait' | 'follow' | 'cancel' | 'look'; readonly name: string }
  /** Steps with these variables of the machine will follow. */
  | { readonly do: 'warm'; readonly inherited: Readonly<Record<string, string>> };

/** A call with its number. */
export type Message = Call & { readonly id: number };

/** What an answer holds besides that the call is done. */
export interface Answer {
  /** For `wait`: how it ended; absent where this supervisor does not know the attempt. */
  readonly exit?: ExitRecord;
  /** For `look`. */
  readonly running?: boolean;
}

/** `size` of the log as it grows, for `follow`; every call ends with one `done`. */
export type Reply =
  | { readonly id: number; readonly size: number }
  | (Answer & { readonly id: number; readonly done: true; readonly error?: string });

export function isMessage(value: unknown): value is Message {
  if (!isObject(value) || typeof value.id !== 'number') return false;
  if (value.do === 'warm') return isObject(value.inherited);
  if (value.do === 'start') return isObject(value.request) && isObject(value.inherited);
  return named.has(value.do) && typeof value.name === 'string';
}

export function isReply(value: unknown): value is Reply {
  return (
    isObject(value) && typeof value.id === 'number' && (value.done === true || typeof value.size === 'number')
  );
}

const named = new Set<unknown>(['wait', 'follow', 'cancel', 'look']);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
