/** The path of an included file, relative to the root like that of the file that names it; `undefined` outside of the root. */
export function includePath(from: string, path: string): string | undefined {
  const absolute = from.startsWith('/');
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length === 0 || parts.at(-1) === '') return undefined;
      parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  const joined = parts.filter((part, index) => part !== '.' && (part !== '' || index === 0)).join('/');
  return absolute && !joined.startsWith('/') ? undefined : joined;
}
