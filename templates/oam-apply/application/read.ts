import { type KubeObject, type Manifest, readManifests, type Source } from '@stepyard/runtime/kubernetes';
import type { Application } from './application.ts';
import { overlaid } from './overlay.ts';
import { assertFaultless, type Fault, faultsError } from './problems.ts';
import { type Converted, convert } from './v1alpha2.ts';
import { readApplication } from './v1beta1.ts';

/**
 * Reads the application of some files, with the overlays of an environment over it.
 * @throws StepError INPUT_INVALID with all that is wrong
 */
export async function readApplications(
  sources: readonly Source[],
  overlays: readonly Source[],
): Promise<Converted> {
  const faults: Fault[] = [];
  const found = readOne(await readManifests(sources), faults, sources[0]?.file ?? 'source');
  if (found === undefined) throw faultsError(faults);
  let { application } = found;
  for (const source of overlays) {
    for (const manifest of await readManifests([source])) {
      if (isVersion(manifest, 'Application', 'v1beta1'))
        application = overlaid(application, readOverlay(manifest, faults), faults);
      else faults.push(stranger(manifest, 'an Application of core.oam.dev/v1beta1 that holds what differs'));
    }
  }
  assertFaultless(faults);
  return { ...found, application };
}

function readOne(manifests: readonly Manifest[], faults: Fault[], file: string): Converted | undefined {
  const applications = manifests.filter((one) => isVersion(one, 'Application', 'v1beta1'));
  const configurations = manifests.filter((one) => isVersion(one, 'ApplicationConfiguration', 'v1alpha2'));
  const components = manifests.filter((one) => isVersion(one, 'Component', 'v1alpha2'));
  const known = [...applications, ...configurations, ...components];
  const wanted =
    'an Application of core.oam.dev/v1beta1, or an ApplicationConfiguration or a Component of core.oam.dev/v1alpha2';
  for (const manifest of manifests) if (!known.includes(manifest)) faults.push(stranger(manifest, wanted));
  const [first, second] = [...applications, ...configurations];
  if (second !== undefined) {
    faults.push({
      at: second.at,
      message: `is a second application: ${second.object.metadata.name} beside ${first?.object.metadata.name}.`,
      hint: 'Give each application a task of its own.',
    });
  }
  if (first === undefined) {
    faults.push({
      at: manifests[0]?.at ?? { file, line: 1, column: 1 },
      message: `must hold ${wanted.replace(' or a Component', ' with its Components')}.`,
      hint: 'Check that `source` names the files that were meant.',
    });
    return undefined;
  }
  return applications.includes(first)
    ? { application: readApplication(first, faults), lost: [] }
    : convert(first, components, faults);
}

/** An overlay names of a component only what differs: its type may be left out. */
function readOverlay(manifest: Manifest, faults: Fault[]): Application {
  return readApplication(manifest, faults, { partial: true });
}

function isVersion({ object }: { readonly object: KubeObject }, kind: string, version: string): boolean {
  return object.kind === kind && object.apiVersion === `core.oam.dev/${version}`;
}

function stranger({ object, at }: Manifest, wanted: string): Fault {
  return {
    at,
    message: `must be ${wanted}, got ${object.kind} of ${object.apiVersion}.`,
    hint: 'Other objects are applied by a task of `kubectl-apply`.',
  };
}
