import { pathToFileURL } from 'node:url';
import { type ArtifactStore, openArtifactStore, type S3Options } from '@stepyard/contract/artifacts';
import type { ArtifactPlace, ConfigSource, SecretReference, SecretSource } from '../config/sources.ts';
import type { DataLayout } from '../store/data-layout.ts';
import type { SubmissionFacts } from '../store/store.ts';
import { failureOf, refusal } from './failure.ts';

export interface PlaceOf {
  readonly facts: Pick<SubmissionFacts, 'artifactStore'>;
  readonly config: ConfigSource;
  readonly secrets: SecretSource;
}

/** Where the artifacts of a run are, and how that is reached. */
export interface OpenPlace {
  readonly store: string;
  readonly s3?: S3Options;
  /** Values that must not be shown. */
  readonly secrets: readonly string[];
}

/**
 * The place that a run has kept its artifacts in since it was submitted; the credential is as the configuration
 * has it now.
 * @throws Refusal naming what is not given.
 */
export async function artifactPlace(
  { facts, config, secrets }: PlaceOf,
  layout: DataLayout,
): Promise<OpenPlace> {
  const { artifactStore: store } = facts;
  if (store === undefined) return { store: pathToFileURL(layout.artifacts).href, secrets: [] };
  if (store.startsWith('file:')) return { store, secrets: [] };
  const { s3 } = (await config.artifacts?.()) ?? {};
  if (s3 === undefined) throw refusal(noCredential(store));
  const { endpoint, region, pathStyle } = s3;
  const named = await lookUp(s3, secrets);
  return {
    store,
    s3: {
      ...(endpoint !== undefined && { endpoint }),
      ...(region !== undefined && { region }),
      ...(pathStyle !== undefined && { pathStyle }),
      ...named,
    },
    secrets: [named.secretAccessKey, ...(named.sessionToken === undefined ? [] : [named.sessionToken])],
  };
}

/** Opens it. */
export async function openPlace(of: PlaceOf, layout: DataLayout): Promise<ArtifactStore> {
  const { store, s3 } = await artifactPlace(of, layout);
  return openArtifactStore(store, s3 === undefined ? {} : { s3 });
}

type Credential = Pick<S3Options, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;

async function lookUp(
  { accessKeyId, secretAccessKey, sessionToken }: NonNullable<ArtifactPlace['s3']>,
  secrets: SecretSource,
): Promise<Credential> {
  const references = [accessKeyId, secretAccessKey, sessionToken].filter(isReference);
  const names = [...new Set(references.map(({ secret }) => secret))];
  const found = await secrets.get(names);
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) throw refusal(missingSecrets(missing));
  const textOf = (of: string | SecretReference) =>
    typeof of === 'string' ? of : (found.get(of.secret) ?? '');
  return {
    accessKeyId: textOf(accessKeyId),
    secretAccessKey: textOf(secretAccessKey),
    ...(sessionToken !== undefined && { sessionToken: textOf(sessionToken) }),
  };
}

function isReference(value: string | SecretReference | undefined): value is SecretReference {
  return typeof value === 'object';
}

function noCredential(store: string) {
  return failureOf(
    'INPUT_MISSING',
    `The artifact store ${JSON.stringify(store)} must be given with an access key.`,
    'Put it under `artifacts` into the file of `--config`.',
  );
}

function missingSecrets(names: readonly string[]) {
  const list = names.map((name) => `\`${name}\``).join(', ');
  return failureOf(
    'INPUT_MISSING',
    `The artifact store needs ${names.length === 1 ? 'the secret' : 'the secrets'} ${list}.`,
    `Put it into the file of \`--secrets\`, or set \`STEPYARD_SECRET_${names[0]}\`.`,
  );
}
