import { isRecord, ownValue, shown } from './check-schema.ts';
import type { TextForm } from './git-text.ts';

/** A payload that nobody vouches for, read by dotted paths. What is needed and not there is remembered. */
export interface Payload {
  /** The text at a path; `undefined` also for what is no text, or empty. */
  text(path: string): string | undefined;
  /** The text at a path, if it has the form. */
  formed(path: string, form: TextForm): string | undefined;
  /** The same, but it must be there. */
  need(path: string, form: TextForm): string;
  needNumber(path: string): number;
  value(path: string): unknown;
  list(path: string): readonly Payload[];
  /** What was needed and is not there or has another form, one sentence each. */
  problems(): readonly string[];
}

/** Opens a payload; `problems` collects over all that is opened from it. */
export function openPayload(content: unknown, problems: string[] = []): Payload {
  const value = (path: string): unknown => path.split('.').reduce(ownValue, content);
  const text = (path: string): string | undefined => {
    const found = value(path);
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const refuse = (path: string, rule: string): void => {
    problems.push(`\`${path}\` must be ${rule}, got ${shown(value(path))}.`);
  };
  return {
    value,
    text,
    formed(path, form) {
      const found = text(path);
      return found !== undefined && form.fits(found) ? found : undefined;
    },
    need(path, form) {
      const found = text(path);
      if (found !== undefined && form.fits(found)) return found;
      refuse(path, form.rule);
      return '';
    },
    needNumber(path) {
      const found = value(path);
      if (typeof found === 'number' && Number.isSafeInteger(found) && found > 0) return found;
      refuse(path, 'a number of at least 1');
      return 0;
    },
    list(path) {
      const found = value(path);
      const items: readonly unknown[] = Array.isArray(found) ? found : [];
      return items.filter(isRecord).map((item) => openPayload(item, problems));
    },
    problems: () => problems,
  };
}

/** Headers as a server gives them; names in any case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The first value of a header. */
export function headerText(headers: Headers, name: string): string | undefined {
  const key = Object.keys(headers).find((one) => one.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
}
