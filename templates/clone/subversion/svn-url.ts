import { StepError } from '@stepyard/contract';
import { quoteUrl } from '../url.ts';

export type SvnScheme = 'https' | 'http' | 'svn' | 'svn+ssh' | 'file';

/** The address of a directory in a Subversion repository; `href` holds no credential. */
export interface SvnUrl {
  readonly href: string;
  readonly scheme: SvnScheme;
  /** Lower case, with the port if one is named; empty for `file`. */
  readonly host: string;
  readonly path: string;
}

/**
 * Reads an address; nothing that svn or ssh could take for something else passes.
 * @throws StepError INPUT_INVALID naming `input`.
 */
export function readSvnUrl(input: string, text: string): SvnUrl {
  const refuse = (rule: string) =>
    new StepError('INPUT_INVALID', `\`${input}\` ${rule}, got ${quoteUrl(text)}.`, {
      hint: 'Give an address such as https://svn.example/team/app/trunk or svn://svn.example/app/branches/next.',
    });
  if (text === '' || text.length > 2048) throw refuse('must have 1 to 2048 characters');
  if (/[\p{C}\p{Z}]/u.test(text)) throw refuse('must not hold spaces, line breaks or invisible characters');
  if (/%(?:[01][0-9a-f]|7f)/i.test(text)) throw refuse('must not hold encoded control characters');
  if (text.includes('\\')) throw refuse('must not hold a backslash');
  const [, scheme = '', authority = '', path = ''] = parts.exec(text) ?? [];
  if (!isScheme(scheme)) throw refuse('must be an address by https, http, svn, svn+ssh or file');
  if (/[?#]/.test(path)) throw refuse('must not hold `?` or `#`');
  if (path.split('/').some((part) => /^(?:\.|%2e){2}$/i.test(part)))
    throw refuse('must not lead upwards with `..`');
  const [host = '', user] = authority.split('@').reverse();
  if (user?.includes(':')) throw refuse('must not hold a password; the credential belongs in `auth`');
  if (user !== undefined && (scheme !== 'svn+ssh' || !/^[A-Za-z0-9_][\w.+-]{0,99}$/.test(user))) {
    throw refuse('must name no user; `auth` does, and of svn+ssh only in letters and digits');
  }
  if (scheme === 'file' ? !/^(?:localhost)?$/.test(host) : !hostName.test(host.toLowerCase())) {
    throw refuse(scheme === 'file' ? 'must name an absolute path on this machine' : 'must name a host');
  }
  const href = `${scheme}://${user === undefined ? '' : `${user}@`}${scheme === 'file' ? '' : host}${path}`;
  return { href: href.replace(/\/+$/, ''), scheme, host: scheme === 'file' ? '' : host.toLowerCase(), path };
}

const parts = /^([a-z+]+):\/\/([^/]*)(\/.+)$/;
const hostName = /^(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?)(?::\d{1,5})?$/;

function isScheme(text: string): text is SvnScheme {
  return ['https', 'http', 'svn', 'svn+ssh', 'file'].includes(text);
}
