/** A setting by its key as `git config` takes it (`section.name`, `section.with.dots.name`), and its value. */
export type Setting = readonly [key: string, value: string];

/** The text of a git configuration file; any value comes out of it as it went in. */
export function configText(settings: readonly Setting[]): string {
  return settings
    .map(([key, value]) => `${header(key)}\n\t${key.slice(key.lastIndexOf('.') + 1)} = ${quote(value)}\n`)
    .join('');
}

function header(key: string): string {
  const first = key.indexOf('.');
  const last = key.lastIndexOf('.');
  const section = key.slice(0, first);
  return first === last ? `[${section}]` : `[${section} ${quote(key.slice(first + 1, last))}]`;
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
