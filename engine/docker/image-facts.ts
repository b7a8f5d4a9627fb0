import type Docker from 'dockerode';
import { unlessMissing } from './engine-error.ts';

/** What an engine knows of an image that it has. */
export interface ImageFacts {
  /** As it was named. */
  readonly name: string;
  /** Of its configuration: what runs. */
  readonly id: string;
  /** Of its manifest in a registry, where it came from one; else its id. */
  readonly digest: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** Names of the variables that it sets. */
  readonly variables: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly checksHealth: boolean;
}

/** The image, if the engine has it. */
export async function inspectImage(docker: Docker, name: string): Promise<ImageFacts | undefined> {
  const found = await unlessMissing(docker.getImage(name).inspect());
  if (found === undefined) return undefined;
  const config: ImageConfig = found.Config ?? {};
  const repository = name.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  const digests = found.RepoDigests ?? [];
  const [, digest] = (digests.find((one) => one.startsWith(`${repository}@`)) ?? digests[0] ?? '').split('@');
  return {
    name,
    id: found.Id,
    digest: digest ?? found.Id,
    entrypoint: wordsOf(config.Entrypoint),
    command: wordsOf(config.Cmd),
    variables: (config.Env ?? []).map((text) => text.split('=')[0] ?? ''),
    labels: config.Labels ?? {},
    checksHealth: (config.Healthcheck?.Test ?? []).some((word) => word !== 'NONE'),
  };
}

interface ImageConfig {
  readonly Entrypoint?: string | string[] | null | undefined;
  readonly Cmd?: string | string[] | null | undefined;
  readonly Env?: string[] | null | undefined;
  readonly Labels?: Record<string, string> | null | undefined;
  readonly Healthcheck?: { readonly Test?: string[] | null | undefined } | null | undefined;
}

function wordsOf(words: string | string[] | null | undefined): readonly string[] {
  return typeof words === 'string' ? [words] : (words ?? []);
}
