import { fileURLToPath } from 'node:url';
import { type ClaimEntry, StepError, variables } from '@stepyard/contract';
import { createDirectoryStore } from './claim-directory.ts';

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

/** The store that `STEPYARD_CLAIM` names: a directory, or a `file:` URL of one. */
export function openClaimStore(place: string): ClaimStore {
  const scheme = /^([a-z][a-z0-9+]*):\/\//.exec(place)?.[1];
  if (scheme !== undefined && scheme !== 'file') {
    throw new StepError(
      'INTERNAL',
      `\`${variables.claim}\` must be a directory, got ${JSON.stringify(place)}.`,
      {
        hint: 'Name a directory that all attempts of the task share.',
      },
    );
  }
  return createDirectoryStore(scheme === undefined ? place : fileURLToPath(place));
}
