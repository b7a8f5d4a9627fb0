import type { Trust } from './event.ts';

/** A form that a text must have, and its rule as the end of "must be …". */
export interface TextForm {
  readonly rule: string;
  readonly fits: (text: string) => boolean;
}

/** SHA-1 or SHA-256. */
export const objectId: TextForm = {
  rule: 'a full object id',
  fits: (text) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text),
};

/** The rules of `git check-ref-format`, for a ref with all its parts. */
export const fullRef: TextForm = {
  rule: 'a full ref such as `refs/heads/main`',
  fits: (text) =>
    text.startsWith('refs/') &&
    text.length <= 1_000 &&
    !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\.$|\/$/.test(text) &&
    text.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock')),
};

/** The name of a branch without `refs/heads/`. */
export const branchName: TextForm = {
  rule: 'the name of a branch',
  fits: (text) => text !== '' && fullRef.fits(`refs/heads/${text}`),
};

export const repositoryName: TextForm = {
  rule: 'a name such as `owner/name`',
  fits: (text) => text.length <= 500 && /^[^\s/\u0000-\u001f]+(?:\/[^\s/\u0000-\u001f]+)+$/.test(text),
};

export const httpUrl: TextForm = {
  rule: 'a URL of http or https without credentials',
  fits: (text) => {
    if (text.length > 2_000 || !URL.canParse(text)) return false;
    const { protocol, username, password } = new URL(text);
    return (
      /^https?:$/.test(protocol) && username === '' && password === '' && !/[\s\u0000-\u001f]/.test(text)
    );
  },
};

/** The id that stands for "no object": the other side of a branch that is new, or gone. */
export function isNoObject(id: string): boolean {
  return /^0+$/.test(id);
}

/** What a full ref names. */
export function namedBy(ref: string): { readonly branch?: string; readonly tag?: string } {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1];
  return { ...(branch !== undefined && { branch }), ...(tag !== undefined && { tag }) };
}

/** Who may write to a ref of the repository itself decides how far what it brings is trusted. */
export function trustOf(ref: string | undefined, defaultBranch: string | undefined): Trust {
  if (ref === undefined) return 'branch';
  const { branch, tag } = namedBy(ref);
  if (tag !== undefined) return 'release';
  if (branch === undefined) return 'fork';
  return branch === defaultBranch ? 'default-branch' : 'branch';
}
