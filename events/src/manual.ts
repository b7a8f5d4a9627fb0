import type { Commit, Person, Repository, Trust } from './event.ts';
import { fullRef, namedBy, trustOf } from './git-text.ts';
import { known, makeEvent } from './make-event.ts';
import type { ReadEvent } from './read-event.ts';
import { toTime } from './time.ts';

/** A run that a person starts. */
export interface ManualRequest {
  /** Unique for the source. */
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
  /** URI reference of the pipeline or project. */
  readonly source: string;
  readonly actor?: Person;
  readonly repository?: Repository;
  /** Full ref. */
  readonly ref?: string;
  readonly commit?: Commit;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Where the platform knows better than the ref says, for instance for a working tree with changes. */
  readonly trust?: Trust;
}

/** Makes the event of a run that a person starts. */
export function readManual(request: ManualRequest): ReadEvent {
  return readOwn('manual', request, { inputs: request.inputs });
}

/** A run that the clock starts. */
export interface ScheduleRequest extends Omit<ManualRequest, 'id' | 'time' | 'actor' | 'inputs'> {
  readonly cron: string;
  /** IANA name. */
  readonly zone: string;
  /** RFC 3339: when it was due. */
  readonly tick: string;
}

/** Makes the event of a run that the clock starts; the same tick gives the same id. */
export function readSchedule({ cron, zone, tick, ...request }: ScheduleRequest): ReadEvent {
  const at = toTime(tick);
  if (at === undefined) return badTime('tick', tick);
  const id = `schedule:${cron}:${zone}:${at}`;
  return readOwn('schedule', { ...request, id, time: at }, { schedule: { cron, zone, tick: at } });
}

function readOwn(
  kind: 'manual' | 'schedule',
  { id, time, source, actor, repository, ref, commit, trust }: ManualRequest,
  more: object,
): ReadEvent {
  const at = toTime(time);
  if (at === undefined) return badTime('time', time);
  if (ref !== undefined && !fullRef.fits(ref)) {
    return {
      problem: {
        message: `\`ref\` must be ${fullRef.rule}, got ${JSON.stringify(ref.slice(0, 80))}.`,
        hint: 'Write the ref with `refs/heads/` or `refs/tags/` before the name.',
      },
    };
  }
  return {
    event: makeEvent({
      id,
      source,
      time: at,
      subject: ref,
      data: {
        kind,
        ...known({ actor, repository, ref, commit }),
        ...(ref === undefined ? {} : namedBy(ref)),
        ...known(more),
        trust: trust ?? trustOf(ref, repository?.defaultBranch),
      },
    }),
  };
}

function badTime(name: string, text: string): ReadEvent {
  return {
    problem: {
      message: `\`${name}\` must be a time of RFC 3339, got ${JSON.stringify(text.slice(0, 80))}.`,
      hint: 'Write for instance `2026-01-31T12:00:00Z`.',
    },
  };
}
