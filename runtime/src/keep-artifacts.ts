import { readFileSync } from 'node:fs';
import {
  type ArtifactPattern,
  type ArtifactRequest,
  type ResultStatus,
  StepError,
  type TaskFacts,
  variables,
} from '@stepyard/contract';
import type { ArtifactEntry, S3Options } from '@stepyard/contract/artifacts';
import { isRecord } from './facts.ts';

interface Keeping {
  readonly task: TaskFacts;
  readonly request: ArtifactRequest;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  note(text: string): void;
  mask(secret: string): void;
}

/** Makes what keeps the artifacts of a step; nothing where its task asks for none. */
export function artifactKeeper(
  facts: Omit<Keeping, 'request' | 'task' | 'signal'> & { readonly task: TaskFacts | undefined },
  write: (entries: readonly ArtifactEntry[]) => void,
): ((status: ResultStatus, signal: AbortSignal) => Promise<void>) | undefined {
  const { task } = facts;
  const request = task?.artifacts;
  if (task === undefined || request === undefined) return undefined;
  return async (status, signal) => {
    const entries = await keepArtifacts({ ...facts, task, request, signal }, status);
    if (entries !== undefined) write(entries);
  };
}

/** Keeps what the task asks for after an end like this one; gives the entries of `artifacts.json`, if any were asked for. */
async function keepArtifacts(
  keeping: Keeping,
  status: ResultStatus,
): Promise<readonly ArtifactEntry[] | undefined> {
  const { task, request, workspace, env, signal, note } = keeping;
  const patterns = request.keep.filter((pattern) => isWanted(pattern, status));
  if (patterns.every(({ path }) => path.startsWith('!'))) return undefined;
  const { collectArtifacts, openArtifactStore } = await import('@stepyard/contract/artifacts');
  const store = await openArtifactStore(request.store, readS3(env, keeping.mask));
  const prefix = `${task.project}/${task.run}/${task.task}`;
  const { entries, problems } = await collectArtifacts({ workspace, patterns, store, prefix, signal });
  for (const { level, message, hint } of problems) if (level === 'warning') note(`${message}\n  ${hint}`);
  const [refused] = problems.filter(({ level }) => level === 'error');
  if (refused !== undefined) throw new StepError('INPUT_INVALID', refused.message, { hint: refused.hint });
  return entries;
}

function isWanted({ path, when = 'success' }: ArtifactPattern, status: ResultStatus): boolean {
  if (when === 'always' || path.startsWith('!')) return true;
  const succeeded = status === 'success' || status === 'warning';
  return when === 'success' ? succeeded : status === 'failed';
}

function readS3(env: Keeping['env'], mask: Keeping['mask']): { s3: S3Options } | undefined {
  const path = env[variables.s3];
  if (path === undefined || path === '') return undefined;
  const s3: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isS3Options(s3)) {
    throw new StepError('INPUT_INVALID', `\`${variables.s3}\` must name a JSON file with an access key.`, {
      hint: 'It has the fields accessKeyId and secretAccessKey, and may have endpoint, region and sessionToken.',
    });
  }
  mask(s3.secretAccessKey);
  if (s3.sessionToken !== undefined) mask(s3.sessionToken);
  return { s3 };
}

function isS3Options(value: unknown): value is S3Options {
  return (
    isRecord(value) && typeof value.accessKeyId === 'string' && typeof value.secretAccessKey === 'string'
  );
}
