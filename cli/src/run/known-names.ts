import { environmentSecrets, readConfigFile, readSecretsFile } from '@stepyard/engine';
import type { ValidateOptions } from '@stepyard/pipeline';

export interface NamesFrom {
  /** The pipeline as it is written. */
  readonly text: string;
  readonly secretsFile: string | undefined;
  readonly configFile: string | undefined;
  /** No other process will add secrets and configuration of its own. */
  readonly whole: boolean;
}

type Names = Pick<ValidateOptions, 'secrets' | 'config' | 'environments' | 'files' | 'connections'>;

/** Names of secrets, config groups, stored files, connections and environments, where it is known before the run which there are. */
export async function knownNames(from: NamesFrom): Promise<Names> {
  const { secretsFile, configFile, whole } = from;
  return {
    ...((whole || secretsFile !== undefined) && { secrets: await secretNames(from) }),
    ...(configFile !== undefined && (await configNames(configFile))),
    ...(whole && configFile === undefined && { config: {}, environments: [], files: [], connections: {} }),
  };
}

/** Names of the secrets that the texts of a pipeline speak of. */
export function namedSecrets(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\bsecrets\.([A-Za-z_][\w-]*)/g)].flatMap(([, name]) => name ?? []))];
}

async function secretNames({ text, secretsFile }: NamesFrom): Promise<readonly string[]> {
  const inFile = secretsFile === undefined ? [] : (await readSecretsFile(secretsFile)).keys();
  const inVariables = (await environmentSecrets(process.env).get(namedSecrets(text))).keys();
  return [...inFile, ...inVariables];
}

async function configNames(file: string): Promise<Omit<Names, 'secrets'>> {
  const { config, environments, files, connections } = await readConfigFile(file);
  const entries = new Map<string, readonly string[]>();
  for (const groups of [config, ...Object.values(environments).map((one) => one.config)]) {
    for (const [name, group] of Object.entries(groups)) {
      entries.set(name, [...(entries.get(name) ?? []), ...Object.keys(group)]);
    }
  }
  return {
    config: Object.fromEntries(entries),
    environments: Object.keys(environments),
    files: Object.keys(files),
    connections: Object.fromEntries(
      Object.entries(connections).map(([name, { kind, url, values }]) => [
        name,
        { kind, values: [...(url === undefined ? [] : ['url']), ...Object.keys(values)] },
      ]),
    ),
  };
}
