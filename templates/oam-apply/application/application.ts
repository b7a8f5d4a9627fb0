import type { Place } from '@stepyard/runtime/kubernetes';

/** Where a part of something stands: `['image']`, `['ports', 0]`. */
export type Locate = (...path: readonly (string | number)[]) => Place;

export type Properties = Readonly<Record<string, unknown>>;

/** A trait as a component carries it. */
export interface TraitUse {
  readonly type: string;
  readonly properties: Properties;
  /** Of the trait; with a path, of a part of its properties. */
  readonly place: Locate;
}

/** A part of an application that is deployed by itself. */
export interface Component {
  readonly name: string;
  readonly type: string;
  readonly properties: Properties;
  readonly traits: readonly TraitUse[];
  readonly dependsOn: readonly string[];
  /** Names of scopes by their kind. */
  readonly scopes: Properties;
  /** What else stands in it: `inputs`, `outputs`, `externalRevision` … */
  readonly rest: Properties;
  /** Of the component; with a path, of a part of its properties. */
  readonly place: Locate;
}

/** An application in the shape of v1beta1, whatever version it was written in. */
export interface Application {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Properties;
  readonly annotations: Properties;
  readonly components: readonly Component[];
  /** What else stands in `spec`: `policies`, `workflow`. */
  readonly rest: Properties;
  /** Of the document; with a path, of a part of it. */
  readonly place: Locate;
}
