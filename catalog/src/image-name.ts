import type { Manifest } from './manifest.ts';

/** What an image's name starts with where no registry is configured. */
export const localImages = 'stepyard';

type Imaged = Pick<Manifest, 'name' | 'version' | 'variants'>;

/**
 * The image that does a template's work for these inputs: `stepyard/maven:1.0.0-jdk17`. Absent where an input asks
 * for a version of a tool that no image of the template carries.
 */
export function imageName(
  manifest: Imaged,
  inputs: Readonly<Record<string, unknown>> = {},
  images: string = localImages,
): string | undefined {
  const plain = `${images}/${manifest.name}:${manifest.version}`;
  const { variants } = manifest;
  const wanted = variants && inputs[variants.input];
  if (variants === undefined || wanted === undefined) return plain;
  const variant = Object.hasOwn(variants.images, String(wanted))
    ? variants.images[String(wanted)]
    : undefined;
  return variant && `${plain}-${variant.suffix}`;
}

/** Every name that the images of a template have: the plain one first. */
export function imageNames(manifest: Imaged, images: string = localImages): string[] {
  const plain = `${images}/${manifest.name}:${manifest.version}`;
  const suffixes = Object.values(manifest.variants?.images ?? {}).map(({ suffix }) => suffix);
  return [plain, ...suffixes.map((suffix) => `${plain}-${suffix}`)];
}
