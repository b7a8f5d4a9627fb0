import { schemaProblem } from './check-schema.ts';
import type { StepyardEvent } from './event.ts';
import { cloudEventSchema } from './schema.ts';

/** What a reader made of what came: an event, a reason why it starts nothing, or what is wrong with it. */
export type ReadEvent =
  | { readonly event: StepyardEvent }
  /** One sentence. */
  | { readonly ignored: string }
  | { readonly problem: EventProblem };

export interface EventProblem {
  /** Name → rule → value. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

/** Reads an event that is in the one shape already: a file given by hand, `STEPYARD_EVENT`. */
export function readEvent(
  value: unknown,
): { readonly event: StepyardEvent } | { readonly problem: EventProblem } {
  const message = schemaProblem(cloudEventSchema, value);
  if (isEvent(value, message)) return { event: value };
  return {
    problem: {
      message: message ?? '',
      hint: 'Write the event as CloudEvents 1.0 JSON, as `STEPYARD_EVENT` has it.',
    },
  };
}

function isEvent(_value: unknown, problem: string | undefined): _value is StepyardEvent {
  return problem === undefined;
}
