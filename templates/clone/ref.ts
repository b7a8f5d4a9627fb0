import { formats } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';

/** Whether the text is a commit's full id, SHA-1 or SHA-256. */
export function isCommitId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text);
}

/**
 * A ref that can be neither an option nor a refspec. A name that starts with `-` passes in its full form only.
 * @throws StepError INPUT_INVALID naming `input`.
 */
export function readRef(input: string, text: string): string {
  if (formats['git-ref'].fits(text) && text.length <= longest) return text;
  const shown = text.length > longest ? `one of ${text.length} characters` : JSON.stringify(text);
  throw new StepError(
    'INPUT_INVALID',
    `\`${input}\` must be a branch, tag, commit or full ref, got ${shown}.`,
    { hint: 'Give a name such as main, v1.2.0 or refs/pull/7/head, or the full id of a commit.' },
  );
}

/** The full refs that a short name may mean, the likeliest first. */
export function candidates(ref: string): readonly string[] {
  if (ref === 'HEAD' || ref.startsWith('refs/')) return [ref];
  return [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`];
}

/** What people call a full ref: the branch or the tag. */
export function shortName(fullRef: string): { readonly branch?: string; readonly tag?: string } {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/s.exec(fullRef) ?? [];
  if (name === undefined) return {};
  return kind === 'heads' ? { branch: name } : { tag: name };
}

const longest = 1024;
