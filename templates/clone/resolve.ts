import { nearest } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { Git } from './git.ts';
import { candidates } from './ref.ts';
import { quoteUrl, type RemoteUrl } from './url.ts';

/** What a name stands for on the server at this moment. */
export interface Resolved {
  readonly commit: string;
  /** Full ref; of `HEAD` the branch that it names, where the server tells. */
  readonly ref: string | undefined;
}

/**
 * Asks the server what a branch, tag or ref points at; without one, what its default branch does.
 * @throws StepError NOT_FOUND naming the nearest name that there is.
 */
export async function resolveRef(git: Git, url: RemoteUrl, ref: string | undefined): Promise<Resolved> {
  const found = await lookUp(git, url, ref ?? 'HEAD');
  if (found !== undefined) return found;
  if (ref === undefined) throw noCommits(url);
  throw await noSuchRef(git, url, ref);
}

/** The same, with nothing where there is no such ref. */
export async function lookUp(git: Git, url: RemoteUrl, ref: string): Promise<Resolved | undefined> {
  const names = candidates(ref);
  const { ids, symbolic } = await listRefs(
    git,
    url,
    names.flatMap((name) => [name, `${name}^{}`]),
  );
  const name = names.find((candidate) => ids.has(candidate));
  const commit = name === undefined ? undefined : (ids.get(`${name}^{}`) ?? ids.get(name));
  if (name === undefined || commit === undefined) return undefined;
  return { commit, ref: name === 'HEAD' ? symbolic.get(name) : name };
}

interface Listing {
  readonly ids: ReadonlyMap<string, string>;
  readonly symbolic: ReadonlyMap<string, string>;
}

async function listRefs(git: Git, url: RemoteUrl, patterns: readonly string[]): Promise<Listing> {
  const { stdout } = await git(['ls-remote', '--symref', '--', url.href, ...patterns]);
  const ids = new Map<string, string>();
  const symbolic = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const [left = '', name] = line.split('\t');
    if (name === undefined) continue;
    if (left.startsWith('ref: ')) symbolic.set(name, left.slice('ref: '.length));
    else ids.set(name, left);
  }
  return { ids, symbolic };
}

async function noSuchRef(git: Git, url: RemoteUrl, ref: string): Promise<StepError> {
  const { ids } = await listRefs(git, url, ['refs/heads/*', 'refs/tags/*']);
  const names = [...ids.keys()].map((name) =>
    name.replace(/^refs\/(?:heads|tags)\//, '').replace(/\^\{\}$/, ''),
  );
  const near = nearest(ref.replace(/^refs\/(?:heads|tags)\//, ''), names);
  const some = [...new Set(names)].slice(0, 5).join(', ');
  const hint = near !== undefined ? `Did you mean ${near}?` : `There is, for instance, ${some}.`;
  return new StepError(
    'NOT_FOUND',
    `${quoteUrl(url.href)} has no branch, tag or ref ${JSON.stringify(ref)}.`,
    {
      hint: names.length === 0 ? 'It has no branch and no tag at all.' : hint,
    },
  );
}

function noCommits(url: RemoteUrl): StepError {
  return new StepError('NOT_FOUND', `${quoteUrl(url.href)} has no commit to check out.`, {
    hint: 'Push a first commit, or name a branch in `ref`.',
  });
}
