import type { Repository } from './repository.ts';

/** What is said of a commit, byte for byte as it stands in it. */
export interface CommitFacts {
  readonly message: string;
  /** `Name <address>` */
  readonly author: string;
  /** RFC 3339, UTC. */
  readonly committedAt: string;
}

export async function readFacts({ git }: Repository, commit: string): Promise<CommitFacts> {
  const { stdout, truncated } = await git(logOf(commit, '%ct%x00%an%x00%ae%x00%B'));
  if (truncated) return { ...(await readWithoutMessage({ git }, commit)), message: tooLong };
  const [time = '', name = '', address = '', ...message] = stdout.split('\0');
  return {
    message: message.join('\0').replace(/\n+$/, ''),
    author: `${name} <${address}>`,
    committedAt: toTime(time),
  };
}

const tooLong = '(a message of more than 8 MiB)';

async function readWithoutMessage(
  { git }: Pick<Repository, 'git'>,
  commit: string,
): Promise<Omit<CommitFacts, 'message'>> {
  const { stdout } = await git(logOf(commit, '%ct'));
  return { author: '', committedAt: toTime(stdout.trim()) };
}

function logOf(commit: string, format: string): string[] {
  return ['log', '--max-count=1', '--no-color', '--no-decorate', `--format=${format}`, commit, '--'];
}

/** Seconds since 1970 as RFC 3339; a time that no calendar has is that of 1970. */
export function toTime(seconds: string): string {
  const date = new Date(Number(seconds) * 1000);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString().replace('.000Z', 'Z');
}
