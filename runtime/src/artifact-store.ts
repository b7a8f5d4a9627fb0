import { readFileSync } from 'node:fs';
import { StepError, type TaskFacts, variables } from '@stepyard/contract';
import type { S3Options } from '@stepyard/contract/artifacts';
import { isRecord } from '@stepyard/contract/json';
import type { TaskStore } from './step.ts';

export interface StoreFacts {
  readonly task: TaskFacts | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  mask(secret: string): void;
}

/**
 * Opens the artifact store that the task facts name, with the credentials of the file that `STEPYARD_S3_FILE` names.
 * @throws StepError INPUT_MISSING where there is none.
 */
export async function openTaskStore({ task, env, mask }: StoreFacts): Promise<TaskStore> {
  if (task?.artifacts === undefined) throw noStore(task);
  const { openArtifactStore } = await import('@stepyard/contract/artifacts');
  return { ...(await openArtifactStore(task.artifacts.store, readS3(env, mask))), task };
}

function noStore(task: TaskFacts | undefined): StepError {
  const why =
    task === undefined
      ? `the step was started without \`${variables.task}\``
      : `\`${variables.task}\` names a file without it`;
  return new StepError('INPUT_MISSING', `\`artifacts.store\` must stand in the task facts, but ${why}.`, {
    hint: `Run it in a pipeline. By hand, let \`${variables.task}\` name a JSON file with the facts of a task and "artifacts": { "store": "file:///directory", "keep": [] }.`,
  });
}

/**
 * The access to the S3 service that `STEPYARD_S3_FILE` names; its secrets are masked.
 * @throws StepError INPUT_INVALID where the file is not what it must be.
 */
export function readS3(env: StoreFacts['env'], mask: StoreFacts['mask']): { s3: S3Options } | undefined {
  const path = env[variables.s3];
  if (path === undefined || path === '') return undefined;
  const s3 = readJson(path);
  if (!isS3Options(s3)) {
    throw new StepError('INPUT_INVALID', `\`${variables.s3}\` must name a JSON file with an access key.`, {
      hint: 'It has the fields accessKeyId and secretAccessKey, and may have endpoint, region and sessionToken.',
    });
  }
  mask(s3.secretAccessKey);
  if (s3.sessionToken !== undefined) mask(s3.sessionToken);
  return { s3 };
}

/** Nothing of what is wrong with the file: the parser's words hold a part of it, which may be the key. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function isS3Options(value: unknown): value is S3Options {
  return (
    isRecord(value) && typeof value.accessKeyId === 'string' && typeof value.secretAccessKey === 'string'
  );
}
