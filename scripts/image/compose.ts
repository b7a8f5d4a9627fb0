import type { LayerRecord } from './layer-records.ts';
import { type Descriptor, type Layout, mediaTypes } from './layout.ts';
import type { EngineImage } from './seal.ts';
import { unlockedIn } from './unlocked.ts';

/** An image in the layout. */
export interface Composed {
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** Puts sealed layers and what a built image says of itself together: the same in, the same digests out. */
export function compose(
  layout: Layout,
  image: EngineImage,
  layers: readonly LayerRecord[],
  architecture: string,
): Composed {
  const { User, Env, Entrypoint, Cmd, WorkingDir, Labels, StopSignal, ExposedPorts, Volumes } = image.Config;
  const given = {
    User,
    ExposedPorts,
    Env,
    Entrypoint,
    Cmd,
    Volumes,
    WorkingDir,
    Labels: sorted(unlockedIn(layers).length === 0 ? Labels : { ...Object(Labels), ...unreleased }),
    StopSignal,
  };
  const config = layout.add(
    {
      created,
      architecture,
      os: 'linux',
      config: Object.fromEntries(Object.entries(given).filter(([, value]) => value != null && value !== '')),
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.map(() => ({ created, created_by: 'npm run image' })),
    },
    mediaTypes.config,
  );
  const blobs = layers.flatMap(({ blob }) => (blob === undefined ? [] : [blob]));
  const manifest = layout.add(
    { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers: blobs },
    mediaTypes.manifest,
  );
  return { manifest: { ...manifest, platform: { architecture, os: 'linux' } }, config, layers: blobs };
}

/** What `docker inspect` shows of an image whose packages are not those of the lock. */
const unreleased = { 'dev.stepyard.unreleased': 'packages differ from runtime/tools.lock' };

const created = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? 0) * 1000).toISOString().replace('.000', '');

function sorted(labels: unknown): unknown {
  if (typeof labels !== 'object' || labels === null) return undefined;
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
