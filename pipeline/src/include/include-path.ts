/**
 * The path of an included file, relative to whatever that of the file that names it is; `undefined` above the root.
 * Leading `..` are kept: only the loader knows where the repository begins.
 */
export function includePath(from: string, path: string): string | undefined {
  const root = from.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of [...from.split('/').slice(0, -1), ...path.split('/')]) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (root === '') parts.push(part);
    else return undefined;
  }
  return root + parts.join('/');
}
