import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ImageRegistry,
  startImageRegistry,
  startReferrersRegistry,
} from '../../../test/support/image-registry.ts';
import { createHttp } from '../http/client.ts';
import { copyImage } from './copy-image.ts';
import { digestOf } from './digest.ts';
import { describeImage } from './image-description.ts';
import { mediaTypes } from './manifest.ts';
import { type ImageReference, parseReference } from './reference.ts';
import { createRegistry, type Registry } from './registry.ts';

const http = createHttp({ proxy: false });
const ann = { name: 'ann', password: 's3cret-pass' };
const credentials = async () => ({ username: ann.name, password: ann.password });
const client = createRegistry({ http, credentials });

let closed: ImageRegistry;
let open: ImageRegistry;
beforeAll(async () => {
  closed = await startImageRegistry({ user: ann });
  open = await startReferrersRegistry();
});
afterAll(async () => {
  await closed?.stop();
  await open?.stop();
});

/** Writes an image of one layer; gives its manifest's digest and size. */
async function push(
  registry: Registry,
  at: ImageReference,
  layer: Uint8Array,
  architecture = 'amd64',
  more = {},
  type: string = mediaTypes.config,
) {
  const config = Buffer.from(
    JSON.stringify({
      os: 'linux',
      architecture,
      config: { Labels: { 'dev.example': `for ${architecture}` }, Entrypoint: ['/a', 'b'], User: '7:7' },
    }),
  );
  await registry.putBlob(at, config);
  await registry.putBlob(at, layer);
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: { mediaType: type, digest: digestOf(config), size: config.length },
      layers: [
        { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(layer), size: layer.length },
      ],
      ...more,
    }),
  );
  return { digest: await registry.putManifest(at, bytes, mediaTypes.manifest), size: bytes.length };
}

const place = (host: string, name: string) => parseReference(`${host}/${name}`);

describe.each(['docker-registry with htpasswd', 'go-containerregistry'])(
  'contract/registry/registry %s',
  (kind) => {
    const host = () => (kind.startsWith('docker') ? closed.host : open.host);

    it('lets requests in that are sent at once', async () => {
      const at = place(host(), 'team/at-once:1');
      const { digest } = await push(client, at, randomBytes(10));
      const fresh = createRegistry({ http, credentials });
      expect(await Promise.all([fresh.resolve(at), fresh.resolve(at), fresh.resolve(at)])).toEqual(
        Array(3).fill(digest),
      );
    });

    it('writes an image, resolves it, lists its tags and describes it without its layers', async () => {
      const at = place(host(), 'team/app:1.0');
      const { digest } = await push(client, at, randomBytes(5000));
      await push(client, place(host(), 'team/app:1.1'), randomBytes(50));
      expect(await client.resolve(at)).toBe(digest);
      expect(await client.resolve(place(host(), 'team/app:none'))).toBeUndefined();
      expect([...(await client.tags(at))].sort()).toEqual(['1.0', '1.1']);
      expect(await describeImage(client, at)).toEqual({
        digest,
        layersBytes: 5000,
        labels: { 'dev.example': 'for amd64' },
        entrypoint: ['/a', 'b'],
        command: [],
        user: '7:7',
        workdir: '',
      });
    });

    it('chooses the platform in an index, and says which there are', async () => {
      const at = place(host(), 'team/multi:1');
      const manifests = [];
      for (const architecture of ['amd64', 'arm64']) {
        const one = await push(client, { ...at, tag: architecture }, randomBytes(10), architecture);
        manifests.push({ mediaType: mediaTypes.manifest, ...one, platform: { os: 'linux', architecture } });
      }
      const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests }));
      const digest = await client.putManifest(at, index, mediaTypes.index);
      const described = await describeImage(client, at, { os: 'linux', architecture: 'arm64' });
      expect([described.digest, described.labels]).toEqual([digest, { 'dev.example': 'for arm64' }]);
      await expect(describeImage(client, at, { os: 'linux', architecture: 's390x' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `${host()}/team/multi:1 has no image for linux/s390x, only for linux/amd64, linux/arm64.`,
      });
      const copy = place(host(), 'other/multi:2');
      expect(await copyImage(client, at, client, copy)).toBe(digest);
      expect((await describeImage(client, copy)).digest).toBe(digest);
    });

    it('copies an image of more than one request in parts', async () => {
      const from = place(host(), 'team/big:1');
      const layer = randomBytes(33 << 20);
      const { digest } = await push(client, from, layer);
      const to = place(kind.startsWith('docker') ? open.host : closed.host, 'team/big:1');
      expect(await copyImage(client, from, client, to)).toBe(digest);
      expect(await client.hasBlob(to, digestOf(layer))).toBe(true);
    });

    it('finds what is about an image', async () => {
      const at = place(host(), 'team/signed:1');
      const subject = { mediaType: mediaTypes.manifest, ...(await push(client, at, randomBytes(20))) };
      expect(await client.referrers(at)).toEqual([]);
      const types = ['application/vnd.example.sbom', 'application/vnd.example.signature'];
      for (const artifactType of types) {
        const tag = artifactType.replaceAll(/[^\w]/g, '-');
        await push(client, { ...at, tag }, randomBytes(5), 'amd64', { artifactType, subject }, artifactType);
      }
      expect((await client.referrers(at)).map((one) => one.artifactType).sort()).toEqual(types);
      expect(await client.referrers(at, types[0])).toHaveLength(1);
    });

    it('says what is not there', async () => {
      const at = place(host(), 'team/nothing:1');
      const failure = {
        code: 'NOT_FOUND',
        message: `The registry ${host()} has no ${host()}/team/nothing:1.`,
      };
      await expect(client.manifest(at)).rejects.toMatchObject(failure);
      await expect(client.tags(at)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  },
);

describe('contract/registry/registry', () => {
  it('is let in with the right credential only', async () => {
    const at = place(closed.host, 'team/app:1.0');
    const asked = (credential: { username: string; password: string } | undefined) =>
      createRegistry({ http, credentials: async () => credential }).manifest(at);
    await expect(asked(undefined)).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      message: `A credential must be given that opens the repository team/app of ${closed.host} (401).`,
    });
    await expect(asked({ username: 'ann', password: 'wrong' })).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      message: `${closed.host} refused the credential of "ann" for the repository team/app (401).`,
    });
  });
});
