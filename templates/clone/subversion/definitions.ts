/** One line of `svn:externals`. */
export interface External {
  /** Absolute. */
  readonly url: string;
  /** Below the directory that has the property. */
  readonly path: string;
  readonly revision: string;
  readonly peg: string;
}

/** The directory that has the property, and the root of its repository. */
export interface Holder {
  readonly url: string;
  readonly root: string;
}

/**
 * Reads definitions in both of their forms: `[-r REV] URL[@PEG] PATH`, and `PATH [-r REV] URL` of before 1.5.
 * https://svnbook.red-bean.com/en/1.8/svn.advanced.externals.html
 */
export function readDefinitions(text: string, holder: Holder): External[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const words = wordsOf(line);
    const at = words.findIndex((word) => word.startsWith('-r'));
    const given = at < 0 ? [] : words.splice(at, words[at] === '-r' ? 2 : 1);
    const revision = given.join('').slice('-r'.length);
    const [first, second] = words;
    if (first === undefined || second === undefined || first.startsWith('#')) return [];
    const [address, path] = isAddress(first) ? [first, second] : [second, first];
    const [, url = address, peg] = isAddress(first) ? (/^(.+)@(HEAD|\d+)$/.exec(address) ?? []) : [];
    const chosen = revision || peg || 'HEAD';
    return [{ url: absolute(url, holder), path, revision: numbered(chosen), peg: numbered(peg ?? chosen) }];
  });
}

function numbered(revision: string): string {
  return /^\d{1,10}$/.test(revision) ? revision : 'HEAD';
}

function isAddress(word: string): boolean {
  return /^(?:[\w+.-]+:\/\/|\^\/|\/|\.\.\/)/.test(word);
}

/** Relative to the root (`^/`), the scheme (`//`), the server (`/`) or the directory (`../`). */
function absolute(url: string, holder: Holder): string {
  if (url.startsWith('^/')) return above(holder.root, url.slice('^/'.length));
  const [server = '', scheme = ''] = /^([\w+]+:)\/\/[^/]*/.exec(holder.url) ?? [];
  if (url.startsWith('//')) return `${scheme}${url}`;
  if (url.startsWith('/')) return `${server}${url}`;
  return url.startsWith('../') ? above(holder.url, url) : url;
}

/** Leading `../` take parts away, never the server. */
function above(base: string, written: string): string {
  let url = base;
  let rest = written;
  while (rest.startsWith('../')) {
    rest = rest.slice('../'.length);
    url = /^[\w+]+:\/\/[^/]*$/.test(url) ? url : url.replace(/\/[^/]*$/, '');
  }
  return `${url}/${rest}`;
}

/** Words with quotes and backslashes as svn reads them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|((?:[^\s\\]|\\.)+)/g)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? '').replace(/\\(.)/g, '$1'),
  );
}
