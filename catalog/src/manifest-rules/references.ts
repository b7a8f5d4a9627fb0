import { formats } from '../format.ts';
import type { Manifest } from '../manifest.ts';

/** Rules for the names and versions that a manifest writes in other places than its fields. */
export function checkReferences(manifest: Manifest): string[] {
  const {
    inputs,
    outputs,
    outputsFrom,
    volatile = [],
    network = [],
    wait,
    deprecated,
    version,
    variants,
    anyImage,
  } = manifest;
  const list = outputsFrom === undefined ? undefined : inputs[outputsFrom];
  const connected = network
    .filter((one) => one.startsWith('input:'))
    .map((one) => one.slice('input:'.length));
  const waiting =
    wait === undefined
      ? []
      : [wait.approvers, wait.deadline, ...(wait.form === undefined ? [] : [wait.form])];
  return [
    ...(formats.semver.fits(version) ? [] : ['`version` must be a semantic version such as `1.2.3`.']),
    ...(outputsFrom === undefined || (list !== undefined && 'items' in list && list.items.type === 'string')
      ? []
      : ['`outputsFrom` must name an input that is a list of texts.']),
    ...absent('volatile', volatile, outputs, 'an output'),
    ...absent('network', connected, inputs, 'an input'),
    ...absent('wait', waiting, inputs, 'an input'),
    ...Object.entries(inputs).flatMap(([name, { options }]) =>
      absent(`inputs.${name}.options.dependsOn`, options?.dependsOn ?? [], inputs, 'an input'),
    ),
    ...absent('variants.input', variants === undefined ? [] : [variants.input], inputs, 'an input'),
    ...absent(
      'variants.default',
      variants === undefined ? [] : [variants.default],
      variants?.images ?? {},
      'one of `variants.images`',
    ),
    ...absent(
      'anyImage',
      anyImage === undefined
        ? []
        : [
            anyImage.input,
            ...(anyImage.args === undefined ? [] : [anyImage.args]),
            ...(anyImage.without ?? []),
          ],
      inputs,
      'an input',
    ),
    ...(deprecated === undefined || formats.semver.fits(deprecated.since)
      ? []
      : ['`deprecated.since` must be a semantic version.']),
  ];
}

function absent(where: string, names: readonly string[], fields: object, what: string): string[] {
  return names
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => `\`${where}\` names \`${name}\`, which is not ${what}.`);
}
