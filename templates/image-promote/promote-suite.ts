import type { GivenValues } from '@stepyard/catalog';
import { parseReference, type Registry } from '@stepyard/contract/registry';
import { runStep } from '@stepyard/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushImage, pushIndex, testRegistry } from '../../test/support/sample-image.ts';
import { promoteImage } from './image-promote.ts';
import { imagePromote } from './template.ts';

export type Inputs = GivenValues<typeof imagePromote.inputs>;

/** Runs the step on inputs. */
export function promote(inputs: Inputs) {
  return runStep(imagePromote, promoteImage, { inputs });
}

export const target = { name: 'release', password: 'release-secret' };
export const auth = { case: 'basic', username: target.name, password: target.password } as const;

interface Running {
  readonly host: string;
  close(): Promise<void>;
}

/** What holds between a source that anybody reads and a target that only `target` writes to. */
export function promoteSuite(
  name: string,
  startSource: () => Promise<Running>,
  startTarget: () => Promise<Running>,
): void {
  describe(`templates/image-promote ${name}`, () => {
    const reading = testRegistry();
    const writing = testRegistry(target);
    let source: Running;
    let prod: Running;
    beforeAll(async () => {
      source = await startSource();
      prod = await startTarget();
    });
    afterAll(async () => {
      reading.close();
      writing.close();
      await source?.close();
      await prod?.close();
    });
    const digestOf = (registry: Registry, image: string) => registry.resolve(parseReference(image));

    it('T3.9: copies an image by digest: equal on both sides; again it sends nothing', async () => {
      const image = `${source.host}/shop/web:2.0`;
      const { digest } = await pushImage(reading, image);
      const inputs = { image, target: `${prod.host}/released/web`, auth } as const;
      const end = await promote(inputs);
      expect(end.outputs).toEqual({
        image: `${prod.host}/released/web@${digest}`,
        digest,
        tag: '2.0',
        referrers: 0,
      });
      expect(await digestOf(writing, `${prod.host}/released/web:2.0`)).toBe(digest);
      expect(await promote(inputs)).toMatchObject({ status: 'success', outputs: end.outputs });
    });

    it('copies every platform, and signatures and SBOMs of the index and of each platform', async () => {
      const image = `${source.host}/shop/multi:1`;
      const amd64 = await pushImage(reading, `${source.host}/shop/multi:amd64`);
      const arm64 = await pushImage(reading, `${source.host}/shop/multi:arm64`, { architecture: 'arm64' });
      const index = await pushIndex(reading, image, [
        { ...amd64, architecture: 'amd64' },
        { ...arm64, architecture: 'arm64' },
      ]);
      const refer = (subject: typeof index, artifactType: string) =>
        pushImage(reading, `${source.host}/shop/multi`, { subject, artifactType });
      const sbom = await refer(index, 'application/vnd.cyclonedx+json');
      const ofSbom = await refer(sbom, 'application/vnd.example.signature');
      const ofArm = await refer(arm64, 'application/vnd.example.signature');
      const cosign = await pushImage(
        reading,
        `${source.host}/shop/multi:${index.digest.replace(':', '-')}.sig`,
      );
      const to = `${prod.host}/released/multi`;
      const end = await promote({ image, target: `${to}:stable`, auth });
      expect(end.outputs).toMatchObject({ digest: index.digest, tag: 'stable', referrers: 4 });
      for (const { digest } of [index, amd64, arm64, sbom, ofSbom, ofArm, cosign]) {
        expect(await digestOf(writing, `${to}@${digest}`)).toBe(digest);
      }
      const found = async (digest: string) =>
        (await writing.referrers(parseReference(`${to}@${digest}`))).map((one) => one.digest);
      expect(await found(index.digest)).toEqual([sbom.digest]);
      expect(await found(sbom.digest)).toEqual([ofSbom.digest]);
      expect(await found(arm64.digest)).toEqual([ofArm.digest]);
      const signature = `${to}:${index.digest.replace(':', '-')}.sig`;
      expect(await digestOf(writing, signature)).toBe(cosign.digest);
    });

    it('refuses a tag that names another image, unless it is to be moved', async () => {
      const image = `${source.host}/shop/moving:1`;
      const { digest } = await pushImage(reading, image);
      const to = `${prod.host}/released/moving:1`;
      const other = await pushImage(writing, to);
      expect((await promote({ image, target: to, auth })).failure).toMatchObject({
        code: 'CONFLICT',
        message: `\`target\` must name a tag that is free, and ${to} is ${other.digest} already.`,
      });
      expect(await digestOf(writing, to)).toBe(other.digest);
      const moved = await promote({ image, target: to, auth, replace: true });
      expect(moved.outputs).toMatchObject({ digest });
      expect(await digestOf(writing, to)).toBe(digest);
    });

    it('says what is wrong with a credential and with a name', async () => {
      const image = `${source.host}/shop/wrong:1`;
      await pushImage(reading, image);
      const to = `${prod.host}/released/wrong:1`;
      const password = 'not-the-secret';
      const refused = await promote({ image, target: to, auth: { ...auth, password } });
      expect(refused.failure).toMatchObject({
        code: 'AUTH_FAILED',
        message: `${prod.host} refused the credential of ${JSON.stringify(auth.username)} for the repository released/wrong (401).`,
      });
      expect(refused.log).not.toContain(password);
      expect((await promote({ image: `${image}.2`, target: to, auth })).failure).toMatchObject({
        code: 'NOT_FOUND',
        message: `The registry ${source.host} has no ${image}.2.`,
      });
    });
  });
}
