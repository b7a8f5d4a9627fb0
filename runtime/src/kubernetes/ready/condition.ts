import { listAt, textAt } from '../object.ts';

/** One of the conditions in an object's status. */
export interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export function conditionOf(object: unknown, type: string): Condition | undefined {
  const found = listAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === type);
  if (found === undefined) return undefined;
  return {
    status: textAt(found, 'status'),
    reason: textAt(found, 'reason'),
    message: textAt(found, 'message'),
  };
}

/** Reason and message as far as they are there. */
export function said({ reason, message }: Condition): string {
  return message === '' ? reason : message.replace(/\.$/, '');
}
