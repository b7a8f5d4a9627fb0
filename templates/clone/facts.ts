import type { Repository } from './repository.ts';

/** What is said of a commit, byte for byte as it stands in it. */
export interface CommitFacts {
  /** Absent where it is empty. */
  readonly message?: string;
  /** `Name <address>` */
  readonly author: string;
  /** RFC 3339, UTC. */
  readonly committedAt: string;
}

export async function readFacts(repository: Repository, commit: string): Promise<CommitFacts> {
  const short = '%ct%x00%an%x00%ae';
  const long = await repository.git(logOf(commit, `${short}%x00%B`));
  const { stdout } = long.truncated ? await repository.git(logOf(commit, `${short}%x00${tooLong}`)) : long;
  const [time = '', name = '', address = '', ...rest] = stdout.split('\0');
  const message = rest.join('\0').replace(/\n+$/, '');
  return {
    ...(message === '' ? {} : { message }),
    author: `${name} <${address}>`,
    committedAt: toTime(time),
  };
}

const tooLong = '(a message of more than 8 MiB)';

function logOf(commit: string, format: string): string[] {
  return ['log', '--max-count=1', '--no-color', '--no-decorate', `--format=${format}`, commit, '--'];
}

/** Seconds since 1970 as RFC 3339; a time that no calendar has is that of 1970. */
export function toTime(seconds: string): string {
  const date = new Date(Number(seconds) * 1000);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString().replace('.000Z', 'Z');
}
