import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { findEngine } from '@stepyard/engine/engine';
import { commandError } from '../failure.ts';
import { print, printJson } from '../output.ts';
import { languageOf } from './languages.ts';
import { prepare } from './prepare.ts';
import { readFolder } from './read-folder.ts';

export interface BuildTemplateOptions {
  readonly tag?: string;
  readonly base?: string;
  readonly json?: boolean;
}

/** Builds the image of a template's folder, with its manifest as the label. */
export async function buildTemplate(
  given: string,
  { tag, base, json = false }: BuildTemplateOptions,
): Promise<void> {
  const { folder, manifest } = await readFolder(given);
  const label = JSON.stringify(manifest);
  // In TypeScript the declaration is the source; the image carries the manifest.
  if (languageOf(folder).name === 'node') writeFileSync(join(folder, 'template.json'), `${label}\n`);
  await prepare(folder, { quiet: json });
  const image = tag ?? `${manifest.name}:${manifest.version}`;
  const engine = findEngine();
  await engine.facts();
  const docker = await engine.docker();
  const src = readdirSync(folder).filter((name) => name !== 'node_modules' && name !== '.git');
  const stream = await docker.buildImage(
    { context: folder, src },
    { t: image, labels: { 'dev.stepyard.template': label }, ...(base && { buildargs: { BASE: base } }) },
  );
  await followed(stream, json);
  const { Id } = await docker.getImage(image).inspect();
  if (json) await printJson({ image, id: Id });
  else await print(`Built ${image}. Next: stepyard conformance ${image}`);
}

/** Shows what the engine says; its failure is the last of that. */
async function followed(stream: NodeJS.ReadableStream, quiet: boolean): Promise<void> {
  let rest = '';
  for await (const chunk of stream as Readable) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.trim() !== '')) {
      const said: { stream?: string; error?: string } = JSON.parse(line);
      if (said.error !== undefined)
        throw commandError(
          `The image cannot be built: ${said.error}`,
          'Correct the Dockerfile, or give another --base.',
          1,
        );
      if (!quiet && said.stream !== undefined) process.stderr.write(said.stream);
    }
  }
}
