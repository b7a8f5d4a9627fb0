export {
  artifactError,
  type Collected,
  type Collection,
  collectArtifacts,
  packKey,
} from './artifacts/collect.ts';
export type { ArtifactEntry, PackEntry, PackSource } from './artifacts/entry.ts';
export { type ArtifactProblem, artifactFilter } from './artifacts/find.ts';
export { openArtifactStore, type S3Options } from './artifacts/open-store.ts';
export { type Packing, packArtifacts } from './artifacts/pack.ts';
export { listPack, readOne } from './artifacts/read-pack.ts';
export { type Restoration, restoreArtifacts } from './artifacts/restore.ts';
export { listSets, type SavedSet, setPrefix, setsBelow, setTrusts } from './artifacts/saved-sets.ts';
export type { ArtifactStore, ByteRange, StoredObject } from './artifacts/store.ts';
