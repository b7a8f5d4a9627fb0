import { isRecord } from '@stepyard/contract/json';
import type { ConfigReader } from './config-reader.ts';
import type { ArtifactPlace, SecretReference } from './sources.ts';
import type { Path } from './yaml-file.ts';

const keys = ['store', 'endpoint', 'region', 'pathStyle', 'accessKeyId', 'secretAccessKey', 'sessionToken'];

/**
 * Reads where artifacts are kept.
 * @throws SourceError naming what is wrong; a secret must stand elsewhere.
 */
export function readArtifactPlace(reader: ConfigReader, at: Path): ArtifactPlace {
  const { store, ...rest } = reader.map(at, keys);
  if (typeof store !== 'string' || !/^(?:s3:\/\/[a-z0-9]|file:\/\/\/)/.test(store))
    throw reader.wrong([...at, 'store'], 'must be `s3://bucket/prefix` or `file:///directory`', store);
  if (!store.startsWith('s3:')) return { store };
  const { endpoint, region, pathStyle, accessKeyId, secretAccessKey, sessionToken } = rest;
  for (const [name, value] of Object.entries({ endpoint, region })) {
    if (value !== undefined && typeof value !== 'string')
      throw reader.wrong([...at, name], 'must be a text', value);
  }
  if (pathStyle !== undefined && typeof pathStyle !== 'boolean')
    throw reader.wrong([...at, 'pathStyle'], 'must be true or false', pathStyle);
  if (typeof accessKeyId !== 'string' && !isSecret(accessKeyId))
    throw reader.wrong([...at, 'accessKeyId'], 'must be a text or `{ secret: NAME }`', accessKeyId);
  // The value itself is not quoted: it would be the secret.
  if (!isSecret(secretAccessKey))
    throw reader.wrong([...at, 'secretAccessKey'], 'must be `{ secret: NAME }`', undefined);
  if (sessionToken !== undefined && !isSecret(sessionToken))
    throw reader.wrong([...at, 'sessionToken'], 'must be `{ secret: NAME }`', undefined);
  return {
    store,
    s3: {
      ...(typeof endpoint === 'string' && { endpoint }),
      ...(typeof region === 'string' && { region }),
      ...(pathStyle !== undefined && { pathStyle }),
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
    },
  };
}

function isSecret(value: unknown): value is SecretReference {
  return isRecord(value) && typeof value.secret === 'string' && Object.keys(value).length === 1;
}
