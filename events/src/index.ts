export type * from './event.ts';
export { type EventField, eventFields } from './fields.ts';
export { readGithub } from './github.ts';
export { readGitlab } from './gitlab.ts';
export { type ManualRequest, readManual, readSchedule, type ScheduleRequest } from './manual.ts';
export type { Headers } from './payload.ts';
export { type EventProblem, type ReadEvent, readEvent } from './read-event.ts';
export { cloudEventSchema, type EventSchema, eventSchema } from './schema.ts';
export { isUntrusted } from './untrusted.ts';
