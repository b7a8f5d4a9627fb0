import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '@stepyard/contract/json';
import { at, type Manifest, readManifests, type Source } from '@stepyard/runtime/kubernetes';
import type { DeployStep } from './deploy-step.ts';
import type { Helm } from './helm.ts';
import { type Release, toRelease } from './releases.ts';
import type { Values } from './values.ts';

/** What the chart comes to with its values. */
export interface Rendered extends Release {
  readonly manifests: readonly Manifest[];
  /** Those of the chart with what was given laid over them by Helm. */
  readonly defaults: Values;
}

/** Renders the chart with what was given, and images laid over it. */
export type Render = (images: Values) => Promise<Rendered>;

const largest = 64 << 20;

/** Arguments that rendering and deploying have alike: what was shown is what is deployed. */
export interface Given {
  readonly chart: string;
  readonly flags: readonly string[];
}

/** Has Helm render against the cluster, without writing anything. */
export function createRender(
  step: DeployStep,
  helm: Helm,
  { chart, flags }: Given,
  pending: boolean,
): Render {
  const { release } = step.inputs;
  // Of a release in the middle of a change Helm shows nothing but as if it were new.
  const command = pending ? ['install'] : ['upgrade', '--install', '--reset-values'];
  return async (images) => {
    const { stdout } = await helm(
      [
        ...command,
        '--dry-run=server',
        '--output=json',
        ...flags,
        ...(await imagesFlag(step, images)),
        '--',
        release,
        chart,
      ],
      { quiet: true, keep: largest, name: 'helm upgrade --dry-run' },
    );
    const value: unknown = JSON.parse(stdout.slice(Math.max(0, stdout.indexOf('{'))));
    const found = toRelease(value);
    const defaults = at(value, 'chart', 'values');
    return {
      ...found,
      manifests: await readManifests(sourcesOf(found.manifest)),
      defaults: isRecord(defaults) ? defaults : {},
    };
  };
}

/** Images come last, as a file of their own. */
export async function imagesFlag(step: DeployStep, images: Values): Promise<string[]> {
  if (Object.keys(images).length === 0) return [];
  const file = join(await step.temporary(), 'images.yaml');
  writeFileSync(file, JSON.stringify(images));
  return [`--values=${file}`];
}

/** Takes what Helm rendered apart again by the templates that it comes from, so that problems name these. */
export function sourcesOf(manifest: string): Source[] {
  return manifest
    .split(/^---\s*$/m)
    .filter((text) => text.trim() !== '')
    .map((text) => ({ file: /^# Source: (\S+)/m.exec(text)?.[1] ?? 'the release', text }));
}
