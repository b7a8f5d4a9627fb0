import { fileURLToPath } from 'node:url';
import { type ClaimEntry, StepError, variables } from '@stepyard/contract';
import { readS3 } from './artifact-store.ts';
import { createDirectoryStore } from './claim-directory.ts';
import { createObjectStore } from './claim-objects.ts';

export interface Claimed {
  readonly entry: ClaimEntry;
  readonly generation: number;
}

/**
 * One place per task of a run, shared by all its attempts. An effect has one entry; taking it over writes the
 * next generation of it, so that of several who try exactly one succeeds, and only its writer changes it.
 */
export interface ClaimStore {
  latest(effect: string): Promise<Claimed | undefined>;
  read(effect: string, generation: number): Promise<ClaimEntry | undefined>;
  /** False where this generation exists. */
  create(effect: string, generation: number, entry: ClaimEntry): Promise<boolean>;
  replace(effect: string, generation: number, entry: ClaimEntry): Promise<void>;
}

/** How a place of claims is reached. */
export interface ClaimsBy {
  readonly env: Readonly<Record<string, string | undefined>>;
  mask(secret: string): void;
}

/** The store that `STEPYARD_CLAIM` names: a directory, a `file:` URL of one, or `s3://bucket/prefix`. */
export async function openClaimStore(place: string, { env, mask }: ClaimsBy): Promise<ClaimStore> {
  const scheme = /^([a-z][a-z0-9+]*):\/\//.exec(place)?.[1];
  if (scheme === undefined) return createDirectoryStore(place);
  if (scheme === 'file') return createDirectoryStore(fileURLToPath(place));
  if (scheme !== 's3') throw unknownPlace(place);
  const { openArtifactStore } = await import('@stepyard/contract/artifacts');
  return createObjectStore(await openArtifactStore(place, readS3(env, mask)));
}

function unknownPlace(place: string): StepError {
  return new StepError(
    'INTERNAL',
    `\`${variables.claim}\` must be a directory or \`s3://bucket/prefix\`, got ${JSON.stringify(place)}.`,
    { hint: 'Name a place that all attempts of the task share.' },
  );
}
