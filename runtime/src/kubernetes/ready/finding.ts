import type { FailureCode } from '@stepyard/contract';

/** Something that keeps an object from becoming ready. */
export interface Finding {
  /** The same while it is the same. */
  readonly key: string;
  /** Completes "NAME does not become ready: …". */
  readonly text: string;
  readonly code: FailureCode;
  readonly hint: string;
  /** How long it may last before it is held to be final; absent: it may pass at any time. */
  readonly patienceMs?: number;
  /** The container whose last lines tell more. */
  readonly container?: { readonly pod: string; readonly name: string; readonly previous: boolean };
}

/** How far an object is. */
export interface Assessment {
  readonly state: 'ready' | 'waiting' | 'failed';
  /** `2 of 3 replicas are ready` */
  readonly progress: string;
  /** What it failed with. */
  readonly finding?: Finding;
}

export const ready: Assessment = { state: 'ready', progress: 'ready' };

export function waiting(progress: string): Assessment {
  return { state: 'waiting', progress };
}

export function failed(text: string, hint: string, code: FailureCode = 'TOOL_FAILED'): Assessment {
  return { state: 'failed', progress: text, finding: { key: text, text, code, hint } };
}
