import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { createHttp } from '@stepyard/contract/http';
import {
  createRegistry,
  type ImageReference,
  parseReference,
  type Registry,
} from '@stepyard/contract/registry';
import type { PromoteStep } from './promote-step.ts';

/** One end of the copy. */
export interface Side {
  readonly registry: Registry;
  readonly place: ImageReference;
}

/** Where the image comes from. */
export async function sourceSide(step: PromoteStep): Promise<Side> {
  const { image, sourceAuth, sourceCa, sourceInsecure } = step.inputs;
  const place = parseReference(image);
  return await openSide(step, place, { auth: sourceAuth, ca: sourceCa, insecure: sourceInsecure });
}

/**
 * Where it goes to; under the tag of the source unless it has one.
 * @throws StepError INPUT_INVALID where there is no tag, or a digest
 */
export async function targetSide(step: PromoteStep, source: ImageReference): Promise<Side> {
  const { target, auth, ca, insecure } = step.inputs;
  const { tag: _latest, ...named } = parseReference(target);
  const given = hasTag(target) ? parseReference(target).tag : undefined;
  const tag = given ?? (hasTag(step.inputs.image) ? source.tag : undefined);
  if (named.digest !== undefined) throw withDigest(target);
  if (tag === undefined) throw withoutTag(target);
  return await openSide(step, { ...named, tag }, { auth, ca, insecure });
}

interface Access {
  readonly auth: PromoteStep['inputs']['auth'];
  readonly ca: string | undefined;
  readonly insecure: boolean;
}

async function openSide(step: PromoteStep, place: ImageReference, access: Access): Promise<Side> {
  const { auth, ca, insecure } = access;
  const caFile = ca === undefined ? undefined : join(await step.temporary(), 'ca.pem');
  if (caFile !== undefined) writeFileSync(caFile, ca ?? '');
  const http = createHttp({ mask: step.masked, ...(caFile !== undefined && { caFile }) });
  step.onEnd(() => http.close());
  const registry = createRegistry({
    http,
    credentials: async () => (auth.case === 'basic' ? auth : undefined),
    insecure: insecure ? [place.registry] : [],
  });
  return { registry, place };
}

/** A reference without a tag is read as `latest`, which is not what is meant here. */
function hasTag(image: string): boolean {
  return /:[^/:]+$/.test(image.replace(/@.*$/, ''));
}

function withDigest(target: string): StepError {
  return new StepError('INPUT_INVALID', `\`target\` must have no digest, got ${JSON.stringify(target)}.`, {
    hint: 'The digest is that of the image; name the tag that it gets.',
  });
}

function withoutTag(target: string): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`target\` must have a tag where \`image\` has none, got ${JSON.stringify(target)}.`,
    { hint: 'Write it like prod.example/shop/web:2.0.' },
  );
}
