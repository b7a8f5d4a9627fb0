import type { ArtifactType } from '../task-facts.ts';

/** One file of a pack, as its index says it. */
export interface PackEntry {
  /** Path below the workspace, with `/`. */
  readonly name: string;
  /** Where its bytes start in the pack. */
  readonly offset: number;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** RFC 3339, UTC: when the file was changed last. */
  readonly updatedAt: string;
  /** Permission bits, without setuid, setgid and sticky. */
  readonly mode: number;
  readonly type: ArtifactType;
}

/** A kept artifact, as `artifacts.json` and the platform's lists carry it. */
export interface ArtifactEntry extends PackEntry {
  /** Key of the pack in the store. */
  readonly pack: string;
}

/** A named file that is open for reading; whoever reads it closes it. */
export interface PackSource {
  readonly name: string;
  readonly type: ArtifactType;
  readonly fd: number;
}

export const artifactTypes: readonly ArtifactType[] = ['file', 'junit', 'sbom', 'image', 'chart'];
