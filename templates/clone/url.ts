import { StepError } from '@stepyard/contract';

export type Scheme = 'https' | 'http' | 'ssh' | 'file';

/** The address of a repository, taken apart; `href` is what git is given and never holds a credential. */
export interface RemoteUrl {
  readonly href: string;
  readonly scheme: Scheme;
  /** Lower case, with the port if one is named; empty for `file`. */
  readonly host: string;
  /** Absent where the URL names none. */
  readonly username: string | undefined;
  readonly path: string;
}

/**
 * Reads the address of a repository; nothing that git, ssh or a shell could take for something else passes.
 * @throws StepError INPUT_INVALID naming `input`.
 */
export function readUrl(input: string, text: string): RemoteUrl {
  const refuse = (rule: string, hint = example) =>
    new StepError('INPUT_INVALID', `\`${input}\` ${rule}, got ${quoteUrl(text)}.`, { hint });
  if (text === '' || text.length > longest) throw refuse(`must have 1 to ${longest} characters`);
  if (unprintable.test(text)) throw refuse('must not hold spaces, line breaks or invisible characters');
  if (text.startsWith('-')) throw refuse('must not start with `-`');
  if (/^[\w+.-]*::/.test(text)) throw refuse('must not name a remote helper (`ext::`, `fd::`)');
  if (encodedControl.test(text)) throw refuse('must not hold encoded control characters');
  if (text.includes('\\')) throw refuse('must not hold a backslash');
  const read = readers.find(({ starts }) => starts.test(text));
  if (read === undefined) throw refuse('must be an address by https, http, ssh or file');
  const url = read.take(text);
  if (typeof url === 'string') throw refuse(url);
  if (text.split(/[/:]/).includes('..')) throw refuse('must not lead upwards with `..`');
  if (url.scheme !== 'file' && !hostName.test(url.host)) throw refuse('must name a host');
  return url;
}

/** The URL in JSON quotes without what may be a credential; one that is too long is not shown. */
export function quoteUrl(text: string): string {
  if (text.length > longest) return `one of ${text.length} characters`;
  return JSON.stringify(text.replace(/^(?!ssh:\/\/\w+@)([\w+.-]*:\/\/)[^/]*@/, '$1***@'));
}

/** Whether both name the same repository, by whatever way it is reached. */
export function sameRepository(one: RemoteUrl, other: RemoteUrl): boolean {
  return identity(one) === identity(other);
}

function identity({ host, path, scheme }: RemoteUrl): string {
  const place = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return scheme === 'file' ? `/${place}` : `${host.replace(/:\d+$/, '')}/${place}`.toLowerCase();
}

const longest = 2048;
const unprintable = /[\p{C}\p{Z}]/u;
const encodedControl = /%(?:[01][0-9a-f]|7f)/i;
const hostName = /^(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?)(?::\d{1,5})?$/;
const userName = /^[A-Za-z0-9_][\w.+-]{0,99}$/;
const example = 'Give an address such as https://git.example/team/app.git or git@git.example:team/app.git.';

interface Reader {
  readonly starts: RegExp;
  /** The URL, or the rule that it breaks. */
  take(text: string): RemoteUrl | string;
}

const readers: readonly Reader[] = [
  { starts: /^https?:\/\//i, take: readHttp },
  { starts: /^ssh:\/\//i, take: readSsh },
  { starts: /^file:\/\//i, take: readFile },
  { starts: /^[^/]*[^/:]:(?!\/\/)/, take: readScpLike },
];

function readHttp(text: string): RemoteUrl | string {
  if (!URL.canParse(text)) return 'must name a host';
  const url = new URL(text);
  if (url.password !== '') return 'must not hold a password; the credential belongs in `auth`';
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) return 'must not hold `?` or `#`';
  if (url.pathname === '/') return 'must name a repository after the host';
  const username = url.username === '' ? undefined : decodeURIComponent(url.username);
  return {
    href: `${url.origin}${url.pathname}`,
    scheme: url.protocol === 'https:' ? 'https' : 'http',
    host: url.host,
    username,
    path: url.pathname,
  };
}

function readSsh(text: string): RemoteUrl | string {
  const parts = /^ssh:\/\/(?:([^@/]*)@)?([^@/]*)(\/.+)$/i.exec(text);
  if (parts === null) return 'must name a repository after the host';
  const [, user, host = '', path = ''] = parts;
  return ssh(`ssh://${user === undefined ? '' : `${user}@`}${host}${path}`, user, host, path);
}

function readScpLike(text: string): RemoteUrl | string {
  const parts = /^(?:([^@:/]*)@)?(\[[^\]/]*\]|[^@:/[\]]*):([^:-].*)$/.exec(text);
  if (parts === null) return 'must be of the form `user@host:path`';
  const [, user, host = '', path = ''] = parts;
  if (/^(?:file|https?|ssh|git|ftp)$/i.test(host)) return 'must have `//` after the scheme';
  return ssh(text, user, host, path);
}

function ssh(href: string, user: string | undefined, host: string, path: string): RemoteUrl | string {
  if (user?.includes(':')) return 'must not hold a password; the credential belongs in `auth`';
  if (user !== undefined && !userName.test(user)) return 'must name the user in letters and digits';
  return { href, scheme: 'ssh', host: host.toLowerCase(), username: user, path };
}

function readFile(text: string): RemoteUrl | string {
  const path = /^file:\/\/(?:localhost)?(\/[^/].*)$/i.exec(text)?.[1];
  if (path === undefined) return 'must name an absolute path on this machine';
  return { href: `file://${path}`, scheme: 'file', host: '', username: undefined, path };
}
