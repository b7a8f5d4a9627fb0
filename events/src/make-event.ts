import type { EventData, StepyardEvent } from './event.ts';
import { untrustedPaths } from './untrusted.ts';

export interface EventParts {
  readonly id: string;
  readonly source: string;
  readonly time: string;
  readonly subject: string | undefined;
  readonly data: Omit<EventData, 'untrusted'>;
}

/** Puts data into the envelope and says which of it is untrusted. */
export function makeEvent({ id, source, time, subject, data }: EventParts): StepyardEvent {
  return {
    specversion: '1.0',
    id,
    source,
    type: `dev.stepyard.${data.kind}.v1`,
    time,
    ...(subject !== undefined && { subject }),
    datacontenttype: 'application/json',
    data: { ...data, untrusted: untrustedPaths(data) },
  };
}

/** Fields that may be there only with a value. */
export type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The given fields without those that are `undefined`: what a source does not know is absent. */
export function known<T extends object>(fields: T): Known<T> {
  // `Object.fromEntries` forgets the names, which the type keeps.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}
