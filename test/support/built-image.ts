import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';

export interface ImageParts {
  readonly dockerfile: string;
  /** Content by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Builds an image of these parts; fails with the engine's words. */
export async function buildImage(
  docker: Docker,
  name: string,
  { dockerfile, files = {}, labels = {} }: ImageParts,
): Promise<void> {
  const archive = pack();
  archive.entry({ name: 'Dockerfile' }, dockerfile);
  for (const [path, content] of Object.entries(files)) archive.entry({ name: path }, Buffer.from(content));
  archive.finalize();
  const stream = await docker.buildImage(archive, { t: name, labels: { ...labels } });
  let said = '';
  for await (const chunk of stream as Readable) said += chunk;
  const failed = /"error":"([^"]*)"/.exec(said)?.[1];
  if (failed !== undefined) throw new Error(`${name} cannot be built: ${failed}`);
}

/** @throws Error saying how to make an image that is not there. */
export async function needImage(docker: Docker, name: string): Promise<void> {
  await docker
    .getImage(name)
    .inspect()
    .catch(() => {
      throw new Error(`The engine has no image ${name}: build it with \`npm run image\`.`);
    });
}
