import { StepError } from '@stepyard/contract';
import { isRecord, textIn } from '@stepyard/contract/json';
import { bareImage, listAt, type Manifest, textAt } from '@stepyard/runtime/kubernetes';
import type { DeployStep } from './deploy-step.ts';
import { candidatesFor } from './image-values.ts';
import type { Render, Rendered } from './render.ts';
import { overlay, type Values } from './values.ts';

interface Container {
  readonly name: string;
  readonly image: string;
}

/**
 * Gives containers their images through the values of the chart, and proves by rendering that they have them and that
 * nothing else has changed its image. 使用模板镜像: a container without an image here keeps that of the chart.
 */
export async function renderWithImages(
  { inputs, log }: Pick<DeployStep, 'inputs' | 'log'>,
  render: Render,
): Promise<{ readonly rendered: Rendered; readonly images: Values }> {
  let rendered = await render({});
  let images: Values = {};
  assertContainers(inputs, rendered);
  for (const { container, image, value } of inputs.images) {
    if (image === undefined) {
      log.info(
        `Container ${container} keeps the image of the chart: ${imagesOf(rendered, container).join(', ')}`,
      );
      continue;
    }
    if (imagesOf(rendered, container).every((one) => one === image)) continue;
    const [own = ''] = imagesOf(rendered, container);
    const known = overlay(rendered.defaults, isRecord(rendered.config) ? rendered.config : {});
    const tried: string[] = [];
    let found = false;
    for (const { name, tree } of candidatesFor(known, own, image, value)) {
      const next = overlay(images, tree);
      const now = await render(next).catch((error: unknown) => {
        if (error instanceof StepError && ['INPUT_INVALID', 'TOOL_FAILED'].includes(error.code))
          return undefined;
        throw error;
      });
      tried.push(name);
      found = now !== undefined && onlyThis(rendered, now, container, image);
      if (now === undefined || !found) continue;
      log.info(`Container ${container} has the image ${image}, by the value ${name}`);
      rendered = now;
      images = next;
      break;
    }
    if (!found) throw unsettable(container, own, tried);
  }
  return { rendered, images };
}

function assertContainers({ images }: DeployStep['inputs'], rendered: Rendered): void {
  const names = new Set(containersOf(rendered.manifests).map(({ name }) => name));
  const unknown = images.filter(({ container }) => !names.has(container)).map(({ container }) => container);
  if (unknown.length === 0) return;
  throw new StepError(
    'INPUT_INVALID',
    `\`images\` must name containers of the chart, which has no ${unknown.map((name) => JSON.stringify(name)).join(', ')}.`,
    {
      hint:
        names.size === 0
          ? 'It has none at all.'
          : `It has ${[...names].map((name) => `\`${name}\``).join(', ')}.`,
    },
  );
}

function imagesOf({ manifests }: Rendered, container: string): string[] {
  const images = containersOf(manifests).flatMap(({ name, image }) => (name === container ? [image] : []));
  return [...new Set(images)];
}

/** The container has the image, and all others have theirs. */
function onlyThis(before: Rendered, now: Rendered, container: string, image: string): boolean {
  const others = (rendered: Rendered) =>
    JSON.stringify(containersOf(rendered.manifests).filter(({ name }) => name !== container));
  return others(before) === others(now) && imagesOf(now, container).every((one) => isSame(one, image));
}

function isSame(rendered: string, wanted: string): boolean {
  const short = (image: string) => image.replace(/^docker\.io\/(library\/)?/, '');
  return short(rendered) === short(wanted);
}

function containersOf(manifests: readonly Manifest[]): Container[] {
  const walk = (value: unknown): Container[] => {
    if (Array.isArray(value)) return value.flatMap(walk);
    if (!isRecord(value)) return [];
    const own = ['initContainers', 'containers']
      .flatMap((list) => listAt(value, list))
      .filter((one) => textIn(one, 'image') !== undefined)
      .map((one) => ({ name: textAt(one, 'name'), image: textAt(one, 'image') }));
    return [...own, ...Object.values(value).flatMap(walk)];
  };
  return manifests.flatMap(({ object }) => walk(object.spec));
}

function unsettable(container: string, own: string, tried: readonly string[]): StepError {
  const names = tried.map((name) => `\`${name}\``).join(', ');
  return new StepError(
    'INPUT_INVALID',
    `\`images\` must set the image of container ${JSON.stringify(container)} (${bareImage(own)}) by a value of the chart, and ${tried.length === 0 ? 'none is known that holds it' : `${names} does not give it that image alone`}.`,
    {
      hint: 'Name the value in `value` (see the README of the chart), or leave the image out to use that of the chart.',
    },
  );
}
