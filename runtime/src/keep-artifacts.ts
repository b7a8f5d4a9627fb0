import type { ArtifactPattern, ArtifactRequest, ResultStatus, TaskFacts } from '@stepyard/contract';
import type { ArtifactEntry } from '@stepyard/contract/artifacts';
import { openTaskStore } from './artifact-store.ts';

interface Keeping {
  readonly task: TaskFacts;
  readonly request: ArtifactRequest;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  note(text: string): void;
  mask(secret: string): void;
  masked(text: string): string;
}

/** Makes what keeps the artifacts of a step; nothing where its task asks for none. */
export function artifactKeeper(
  facts: Omit<Keeping, 'request' | 'task' | 'signal'> & { readonly task: TaskFacts | undefined },
  write: (entries: readonly ArtifactEntry[]) => void,
):
  | ((status: ResultStatus, signal: AbortSignal, kept: readonly ArtifactPattern[]) => Promise<void>)
  | undefined {
  const { task } = facts;
  const request = task?.artifacts;
  if (task === undefined || request === undefined) return undefined;
  return async (status, signal, kept) => {
    const all = { ...request, keep: [...request.keep, ...kept] };
    const entries = await keepArtifacts({ ...facts, task, request: all, signal }, status);
    if (entries !== undefined) write(entries);
  };
}

/** Keeps what the task asks for after an end like this one; gives the entries of `artifacts.json`, if any were asked for. */
async function keepArtifacts(
  keeping: Keeping,
  status: ResultStatus,
): Promise<readonly ArtifactEntry[] | undefined> {
  const { task, request, workspace, signal, note, masked } = keeping;
  const patterns = request.keep.filter((pattern) => isWanted(pattern, status));
  if (patterns.every(({ path }) => path.startsWith('!'))) return undefined;
  const store = await openTaskStore(keeping);
  const { artifactError, collectArtifacts } = await import('@stepyard/contract/artifacts');
  const prefix = `${task.project}/${task.run}/${task.task}`;
  const { entries, problems } = await collectArtifacts({
    workspace,
    patterns,
    store,
    prefix,
    mask: masked,
    signal,
  });
  for (const { level, message, hint } of problems) if (level === 'warning') note(`${message}\n  ${hint}`);
  const [refused] = problems.filter(({ level }) => level === 'error');
  if (refused !== undefined) throw artifactError(refused);
  return entries;
}

function isWanted({ path, when = 'success' }: ArtifactPattern, status: ResultStatus): boolean {
  if (when === 'always' || path.startsWith('!')) return true;
  const succeeded = status === 'success' || status === 'warning';
  return when === 'success' ? succeeded : status === 'failed';
}
