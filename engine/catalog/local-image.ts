import { findEngine } from '../docker/engine.ts';

/** An image that the engine of this machine has. */
export interface LocalImage {
  readonly id: string;
  /** `NAME@sha256:…`, for each registry that it is known from. */
  readonly digests: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Looks for an image in the engine; `undefined` where it has none of that name, or where no engine answers. */
export async function localImage(name: string): Promise<LocalImage | undefined> {
  try {
    const docker = await findEngine().docker();
    const { Id, RepoDigests, Config } = await docker.getImage(name).inspect();
    return { id: Id, digests: RepoDigests ?? [], labels: Config?.Labels ?? {} };
  } catch {
    return undefined;
  }
}
