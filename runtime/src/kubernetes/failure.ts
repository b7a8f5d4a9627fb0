import { type FailureCode, StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import { oneLine } from '../one-line.ts';
import { explainConflict } from './conflict.ts';
import { listAt, numberAt, textAt } from './object.ts';
import { explainRefusal } from './refusal.ts';

/** What a cluster says of a request that it did not accept: the `Status` of its API. */
export interface KubeStatus {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly KubeCause[];
}

export interface KubeCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** A refusal in words: code, what is the matter (completes "NAME …"), and what to do. */
export interface Explanation {
  readonly code: FailureCode;
  readonly what: string;
  readonly hint: string;
}

/** Reads the body of an answer; `undefined` where it is none of the API's own. */
export function readStatus(value: unknown, code: number): KubeStatus | undefined {
  if (!isRecord(value) || value.kind !== 'Status') return undefined;
  return {
    code: numberAt(value, 'code') ?? code,
    reason: textAt(value, 'reason'),
    message: textAt(value, 'message'),
    causes: listAt(value, 'details', 'causes').map((cause) => ({
      reason: textAt(cause, 'reason'),
      message: textAt(cause, 'message'),
      field: textAt(cause, 'field'),
    })),
  };
}

/** The failure that a refusal is; `what` is the object or thing that was asked for, `mask` takes out secrets. */
export function statusError(what: string, status: KubeStatus, mask: (text: string) => string): StepError {
  const { code, what: sentence, hint } = explain(status, (text) => oneLine(mask(text)));
  return new StepError(code, `${what} ${sentence}.`, { hint });
}

function explain(status: KubeStatus, shown: (text: string) => string): Explanation {
  const said = shown(status.message).replace(/\.$/, '');
  if (status.code === 401) {
    return {
      code: 'AUTH_FAILED',
      what: 'was not looked at: the cluster does not know who signs in (401)',
      hint: 'Check the token or certificate in `cluster`: it may have ended, or be that of another cluster.',
    };
  }
  if (status.code === 403) return explainRefusal(status, said);
  if (status.code === 404) return notFound(said);
  if (status.code === 409) return explainConflict(status, shown, said);
  if (status.code === 422 || status.code === 400) return explainInvalid(status, shown, said);
  if (status.code === 413) {
    return {
      code: 'REJECTED',
      what: `is too large for the cluster (413): ${said}`,
      hint: 'An object may have about 1.5 MB; split it, or keep large files out of ConfigMaps.',
    };
  }
  if (status.code === 500) return explainInternal(status, shown, said);
  return {
    code: 'REJECTED',
    what: `was not accepted (${status.code} ${status.reason}): ${said}`,
    hint: 'See what the cluster says.',
  };
}

function notFound(said: string): Explanation {
  const namespace = /^namespaces "([^"]+)" not found/.exec(said)?.[1];
  if (namespace !== undefined) {
    return {
      code: 'NOT_FOUND',
      what: `needs the namespace ${JSON.stringify(namespace)}, which the cluster does not have`,
      hint: 'Check `namespace`, have it made (`createNamespace`, where the task has it), or add it to the manifests.',
    };
  }
  return {
    code: 'NOT_FOUND',
    what: `is not there: ${said}`,
    hint: 'Check name, namespace and kind.',
  };
}

function explainInternal(status: KubeStatus, shown: (text: string) => string, said: string): Explanation {
  if (/typed patch object|not declared in schema|errors:/.test(said))
    return explainInvalid(status, shown, said);
  const webhook = /failed calling webhook "([^"]+)"/.exec(said)?.[1];
  if (webhook !== undefined) {
    return {
      code: 'UNREACHABLE',
      what: `was not looked at by the admission webhook ${JSON.stringify(webhook)}: ${said.replace(/^.*failed to call webhook: /, '')}`,
      hint: 'What the webhook belongs to must run: see its Service and pods, or ask who keeps the cluster.',
    };
  }
  return {
    code: 'UNREACHABLE',
    what: `was not done, the API server fails (500): ${said}`,
    hint: 'Try again later; if it stays so, tell who keeps the cluster.',
  };
}

function explainInvalid(status: KubeStatus, shown: (text: string) => string, said: string): Explanation {
  if (/denied (the )?request/.test(said)) return explainRefusal(status, said);
  const fields = status.causes
    .filter(({ field }) => field !== '')
    .map(({ field, message }) => `\`${field}\`: ${shown(message)}`);
  const unknown = [...said.matchAll(/unknown field "([^"]+)"/g)].map(
    ([, field]) => `\`${field}\` is no field`,
  );
  const twice = [...said.matchAll(/duplicate field "([^"]+)"/g)].map(
    ([, field]) => `\`${field}\` stands twice`,
  );
  const undeclared = [...said.matchAll(/(\.\S+): field not declared in schema/g)].map(
    ([, field]) => `\`${field}\` is no field`,
  );
  const found = [...new Set([...fields, ...unknown, ...twice, ...undeclared])];
  return {
    code: 'REJECTED',
    what: `is not valid: ${found.length > 0 ? found.join('; ') : said}`,
    hint: /immutable|may not (change|be changed)|updates to .* are forbidden/i.test(said)
      ? 'The field cannot be changed once the object exists: give the object another name, or delete it first.'
      : 'Correct it in the manifest; `kubectl explain` says what a field takes.',
  };
}
