import type { InputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import type { dockerBuild } from './template.ts';

export type Inputs = InputsOf<typeof dockerBuild>;
export type BuildStep = Step<Inputs>;

/** What a back end is given: everything checked, nothing left to choose. */
export interface Build {
  /** Absolute directory. */
  readonly context: string;
  /** Text of the Dockerfile. */
  readonly dockerfile: string;
  /** Lines of what the context leaves out. */
  readonly ignore: readonly string[];
  /** Without a tag. */
  readonly repository: string;
  /** At least one; the first is the one that is told. */
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly time: string;
}

/** One way to build: an image by its names, pushed if wanted. */
export interface Builder {
  /** Gives the digest of what was pushed. */
  build(build: Build): Promise<string | undefined>;
}
