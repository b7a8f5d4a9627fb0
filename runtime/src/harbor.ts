export { type Artifact, artifactPath, type Label, readArtifact, toLabel } from './harbor/artifact.ts';
export { type Harbor, type HarborAccess, openHarbor } from './harbor/harbor.ts';
export { byName, type Place, placeOf, projectPath, repositoryPath } from './harbor/place.ts';
