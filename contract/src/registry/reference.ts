import { StepError } from '../step-error.ts';

/** What an image reference names; at least one of tag and digest is there. */
export interface ImageReference {
  /** Host, with a port where it has one: `docker.io` where the text names none. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string;
}

const hub = 'docker.io';
const part = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:]+\\])(?::\\d{1,5})?';
const pattern = new RegExp(
  `^(?:(?<host>${host})/)??(?<path>${part}(?:/${part})*)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$`,
);

/**
 * Reads an image reference by the rules of docker: a first part with a dot, a colon or `localhost` is a host, a
 * missing one is Docker Hub, a missing tag is `latest`.
 * @throws StepError INPUT_INVALID
 */
export function parseReference(text: string): ImageReference {
  const { host: first, path = '', tag, digest } = hostFirst(text) ?? {};
  if (path === '' || text.length > 512) {
    throw new StepError(
      'INPUT_INVALID',
      `An image must be named as [HOST/]NAME[:TAG][@DIGEST], got ${JSON.stringify(text)}.`,
      {
        hint: 'Write it like registry.example/team/app:1.2.',
      },
    );
  }
  const registry = first === undefined || first === 'index.docker.io' ? hub : first;
  const repository = registry === hub && !path.includes('/') ? `library/${path}` : path;
  const named = tag === undefined && digest === undefined ? { tag: 'latest' } : {};
  return { registry, repository, ...named, ...(tag && { tag }), ...(digest && { digest }) };
}

/** The reference as people write it; parsed again it is the same. */
export function referenceText({ registry, repository, tag, digest }: ImageReference): string {
  const path = registry === hub ? repository.replace(/^library\//, '') : `${registry}/${repository}`;
  return `${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function hostFirst(text: string): Record<string, string | undefined> | undefined {
  const [first = '', ...rest] = text.split('/');
  const isHost = rest.length > 0 && (/[.:[]/.test(first) || first === 'localhost');
  const found = pattern.exec(isHost ? rest.join('/') : text)?.groups;
  if (found === undefined || found.host !== undefined) return undefined;
  if (!isHost) return found;
  return new RegExp(`^${host}$`).test(first) ? { ...found, host: first } : undefined;
}
