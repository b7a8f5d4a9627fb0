/** Whose turn it is to act on a failure. */
export type FailureClass =
  | 'configuration'
  | 'dependency'
  | 'user'
  | 'policy'
  | 'infrastructure'
  | 'timeout'
  | 'cancelled';

export interface FailureKind {
  /** Exit status of a step that ends so; absent where only an executor can say it. */
  readonly exit?: number;
  readonly class: FailureClass;
  readonly retried: 'no' | 'yes' | 'once';
}

/** The closed list of failures (docs/contract.md, clauses F). The engine looks at these, never at text. */
export const failures = {
  INPUT_MISSING: { exit: 2, class: 'configuration', retried: 'no' },
  INPUT_INVALID: { exit: 2, class: 'configuration', retried: 'no' },
  INPUT_UNKNOWN: { exit: 2, class: 'configuration', retried: 'no' },
  AUTH_FAILED: { exit: 1, class: 'configuration', retried: 'no' },
  NOT_FOUND: { exit: 1, class: 'configuration', retried: 'no' },
  TOOL_MISSING: { exit: 1, class: 'configuration', retried: 'no' },
  TLS_UNTRUSTED: { exit: 1, class: 'configuration', retried: 'no' },
  CONFLICT: { exit: 1, class: 'dependency', retried: 'no' },
  REJECTED: { exit: 1, class: 'dependency', retried: 'no' },
  TOOL_FAILED: { exit: 1, class: 'user', retried: 'no' },
  TESTS_FAILED: { exit: 1, class: 'user', retried: 'no' },
  GATE_FAILED: { exit: 1, class: 'policy', retried: 'no' },
  POLICY_REFUSED: { exit: 1, class: 'policy', retried: 'no' },
  UNREACHABLE: { exit: 75, class: 'dependency', retried: 'yes' },
  RATE_LIMITED: { exit: 75, class: 'dependency', retried: 'yes' },
  OUTCOME_UNKNOWN: { exit: 1, class: 'dependency', retried: 'no' },
  IMAGE_PULL: { class: 'infrastructure', retried: 'yes' },
  EVICTED: { class: 'infrastructure', retried: 'yes' },
  NODE_LOST: { class: 'infrastructure', retried: 'yes' },
  UNSCHEDULABLE: { class: 'infrastructure', retried: 'yes' },
  OOM: { class: 'infrastructure', retried: 'no' },
  SUPERSEDED: { exit: 1, class: 'infrastructure', retried: 'no' },
  TIMEOUT: { exit: 124, class: 'timeout', retried: 'no' },
  CANCELLED: { exit: 143, class: 'cancelled', retried: 'no' },
  INTERNAL: { exit: 70, class: 'infrastructure', retried: 'once' },
} as const satisfies Record<string, FailureKind>;

export type FailureCode = keyof typeof failures;

/** A failure as `result.json`, the journal and the API carry it. */
export interface Failure {
  readonly class: FailureClass;
  readonly code: FailureCode;
  /** One sentence: name → rule → value, or command → how it ended → the tool's own last line. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}
