import { StepError } from '@stepyard/contract';
import type { Http } from '@stepyard/contract/http';
import {
  createRegistry,
  digestOf,
  mediaTypes,
  parseReference,
  referenceText,
} from '@stepyard/contract/registry';
import type { ChartFile } from './chart-file.ts';
import type { PublishStep } from './publish-step.ts';
import type { PackedChart } from './repack.ts';

type Target = Extract<PublishStep['inputs']['target'], { case: 'oci' }>;

const types = {
  config: 'application/vnd.cncf.helm.config.v1+json',
  chart: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
};

/**
 * Writes the chart as Helm's format for registries has it, under its version; `+` becomes `_`, which tags may hold.
 * Source: https://helm.sh/docs/topics/registries/
 * @throws StepError CONFLICT where the version is there with other content
 */
export async function publishOci(
  step: PublishStep,
  http: Http,
  { registry, insecure }: Target,
  chart: ChartFile,
  { bytes }: PackedChart,
): Promise<string> {
  const { auth } = step.inputs;
  const tag = chart.version.replaceAll('+', '_');
  const place = parseReference(`${registry}/${chart.name}:${tag}`);
  const client = createRegistry({
    http,
    credentials: async () => (auth.case === 'basic' ? auth : undefined),
    insecure: insecure ? [place.registry] : [],
  });
  const config = Buffer.from(JSON.stringify(chart.content));
  const manifest = Buffer.from(JSON.stringify(manifestOf(chart, config, bytes)));
  const digest = digestOf(manifest);
  const there = await client.resolve(place);
  if (there !== undefined && there !== digest) throw taken(referenceText(place), there);
  if (there === undefined) {
    await client.putBlob(place, config);
    await client.putBlob(place, bytes);
    await client.putManifest(place, manifest, mediaTypes.manifest);
  } else {
    step.log.info(`${referenceText(place)} is there already, with this content.`);
  }
  const { tag: _tag, ...named } = place;
  return `oci://${referenceText({ ...named, digest })}`;
}

function manifestOf({ name, version, description, home }: ChartFile, config: Buffer, bytes: Buffer): object {
  const annotations = {
    'org.opencontainers.image.title': name,
    'org.opencontainers.image.version': version,
    ...(description !== undefined && { 'org.opencontainers.image.description': description }),
    ...(home !== undefined && { 'org.opencontainers.image.url': home }),
  };
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: types.config, digest: digestOf(config), size: config.length },
    layers: [{ mediaType: types.chart, digest: digestOf(bytes), size: bytes.length }],
    annotations,
  };
}

/** A published version that another content claims. */
export function taken(what: string, there: string): StepError {
  return new StepError('CONFLICT', `${what} is published with other content (${there}).`, {
    hint: 'Raise the version in Chart.yaml or in `chartVersion`: a published one is never replaced.',
  });
}
