import { afterAll, expect } from 'vitest';
import { describeImage } from '../../test/support/image-suite.ts';
import { startMemoryRegistry } from '../../test/support/memory-registry.ts';
import { pushImage, testRegistry } from '../../test/support/sample-image.ts';
import { startSilentServer } from '../../test/support/silent-server.ts';
import { target } from './promote-suite.ts';
import { imagePromote } from './template.ts';

const source = await startMemoryRegistry();
const prod = await startMemoryRegistry({ user: target });
const silent = await startSilentServer();
const client = testRegistry();
const image = `${source.host}/shop/web:2.0`;
const pushed = await pushImage(client, image);
await pushImage(client, `${source.host}/shop/web`, {
  subject: pushed,
  artifactType: 'application/spdx+json',
});
const auth = { case: 'basic', username: target.name, password: target.password };

afterAll(async () => {
  silent[Symbol.dispose]();
  client.close();
  await source.close();
  await prod.close();
});

describeImage(imagePromote, () => ({
  works: { network: 'host', inputs: { image, target: `${prod.host}/released/web`, auth } },
  expectWorked: ({ stdout }) => {
    expect(stdout).toContain(`${image} is ${pushed.digest}.`);
    expect(prod.manifests.get('released/web:2.0')).toBe(pushed.digest);
  },
  missing: { says: 'image-promote: INPUT_MISSING: `image` must be given' },
  slow: {
    network: 'host',
    inputs: { image: `127.0.0.1:${silent.port}/shop/web:2.0`, target: `${prod.host}/released/web`, auth },
    begun: () => silent.asked,
  },
}));
