import type { OutputsOf } from '@stepyard/catalog';
import { createHttp } from '@stepyard/contract/http';
import { createRegistry, describeImage, parseReference } from '@stepyard/contract/registry';
import type { BuildStep } from './build-step.ts';
import { buildkitBuilder } from './buildkit.ts';
import { engineBuilder } from './engine.ts';
import { prepare } from './prepare.ts';
import type { dockerBuild } from './template.ts';

/** Builds the image, and publishes it under all its tags. */
export async function buildImage(
  step: BuildStep,
  now: () => Date = () => new Date(),
): Promise<OutputsOf<typeof dockerBuild>> {
  const build = await prepare(step, now);
  const { builder, push } = step.inputs;
  const { repository, tags } = build;
  const [tag = ''] = tags;
  const chosen = builder.case === 'engine' ? engineBuilder(step, builder) : buildkitBuilder(step, builder);
  const digest = await chosen.build(build);
  const image = digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`;
  const size = digest === undefined ? undefined : await sizeOf(step, image);
  step.summary(
    `${push ? 'Published' : 'Built'} \`${repository}:${tag}\`${digest === undefined ? '' : ` (\`${digest}\`)`}.`,
  );
  return {
    image,
    ...(digest !== undefined && { digest }),
    tag,
    tags: tags.map((one) => `${repository}:${one}`),
    ...(size !== undefined && { size }),
  };
}

/** What a puller loads; left out where only the builder reaches the registry. */
async function sizeOf(step: BuildStep, image: string): Promise<number | undefined> {
  const { auth, insecure, registry } = step.inputs;
  const http = createHttp({ mask: step.masked, retries: 0 });
  try {
    const client = createRegistry({
      http,
      credentials: async () => (auth.case === 'basic' ? auth : undefined),
      insecure: insecure ? [registry] : [],
    });
    return (await describeImage(client, parseReference(image))).layersBytes;
  } catch {
    return undefined;
  } finally {
    http.close();
  }
}
