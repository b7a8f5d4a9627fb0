import type { Config } from './config-file.ts';
import type { ConnectionValue, SecretReference } from './sources.ts';

/** Names of all secrets that a configuration stands for. */
export function configSecrets({ config, connections, environments, artifacts }: Config): readonly string[] {
  const groups = [config, ...Object.values(environments).map((one) => one.config)];
  const values = [
    ...groups.flatMap((of) => Object.values(of)),
    ...Object.values(connections).map((connection) => connection.values),
    { ...artifacts?.s3 },
  ];
  return [...new Set(values.flatMap(secretsIn))];
}

/** Names of the secrets that stand somewhere in a value. */
export function secretsIn(value: ConnectionValue | undefined): readonly string[] {
  if (value === undefined || typeof value !== 'object') return [];
  return isReference(value) ? [value.secret] : Object.values(value).flatMap(secretsIn);
}

/** Says whether a value stands elsewhere, as a secret. */
export function isReference(value: ConnectionValue): value is SecretReference {
  return typeof value === 'object' && 'secret' in value && typeof value.secret === 'string';
}
