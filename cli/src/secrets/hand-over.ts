import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  configSecrets,
  createMemoryDirectory,
  environmentSecrets,
  fileSecrets,
  firstSecrets,
  readConfigFile,
} from '@stepyard/engine';
import { namedSecrets } from '../run/known-names.ts';

export interface HandOver {
  /** Path of a file of secrets that another process can read; absent where there is none to hand over. */
  readonly file: string | undefined;
  remove(): Promise<void>;
}

export interface HandOverOf {
  /** The pipeline as it is written. */
  readonly text: string;
  readonly secretsFile: string | undefined;
  readonly configFile: string | undefined;
}

/**
 * Secrets that stand in variables of this process, for the process that runs the scheduler: it is given a private
 * file, in memory where the system has that, for as long as this process is there.
 */
export async function handOverSecrets({ text, secretsFile, configFile }: HandOverOf): Promise<HandOver> {
  const names = [
    ...namedSecrets(text),
    ...(configFile === undefined ? [] : configSecrets(await readConfigFile(configFile))),
  ];
  const variables = environmentSecrets(process.env);
  if ((await variables.get(names)).size === 0) return { file: secretsFile, remove: async () => undefined };
  const sources = secretsFile === undefined ? [variables] : [fileSecrets(secretsFile), variables];
  const values = await firstSecrets(...sources).get(names);
  const directory = createMemoryDirectory();
  const file = join(directory, 'secrets.yaml');
  await writeFile(file, JSON.stringify(Object.fromEntries(values)), { mode: 0o600 });
  return { file, remove: () => rm(directory, { recursive: true, force: true }) };
}
