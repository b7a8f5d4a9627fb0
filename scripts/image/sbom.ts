import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Built } from './build.ts';
import { type Package, packagesOf } from './packages.ts';

/** The bill of materials of an image as CycloneDX JSON; of the same image always the same. */
export function sbom(built: Pick<Built, 'recipe' | 'records' | 'config'>): string {
  const bom = new Models.Bom();
  const { recipe, config } = built;
  const [image = recipe.name] = recipe.tags;
  bom.metadata.component = new Models.Component(Enums.ComponentType.Container, image, {
    version: config.digest,
    bomRef: image,
  });
  for (const one of packagesOf(built)) bom.components.add(componentOf(one));
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  const serializer = new Serialize.JsonSerializer(factory);
  return `${serializer.serialize(bom, { sortLists: true, space: 1 })}\n`;
}

function componentOf({ kind, name, version, licence }: Package) {
  const [, group, own = name] = /^(@[^/]+)\/(.*)$/.exec(name) ?? [];
  const purl = `pkg:${kind}/${kind === 'deb' ? 'debian/' : ''}${group ? `${encodeURIComponent(group)}/` : ''}${own}@${encodeURIComponent(version)}`;
  const component = new Models.Component(
    kind === 'generic' ? Enums.ComponentType.Application : Enums.ComponentType.Library,
    own,
    { version, bomRef: purl, purl, ...(group && { group }) },
  );
  if (licence) component.licenses.add(new Models.NamedLicense(licence));
  return component;
}
