export { copyImage } from './registry/copy-image.ts';
export { dockerCredentials, type RegistryCredential } from './registry/credentials.ts';
export { digestOf } from './registry/digest.ts';
export { describeImage, type ImageDescription } from './registry/image-description.ts';
export {
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  mediaTypes,
  readManifest,
} from './registry/manifest.ts';
export { type ImageReference, parseReference, referenceText } from './registry/reference.ts';
export {
  createRegistry,
  type Registry,
  type RegistryOptions,
  type StoredManifest,
} from './registry/registry.ts';
