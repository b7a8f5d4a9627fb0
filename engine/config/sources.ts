import type { Manifest } from '@stepyard/catalog';
import type { Start } from '../executors/executor.ts';

/** A template and how to start it. */
export interface CatalogEntry {
  readonly manifest: Manifest;
  readonly start: Start;
}

/** Where templates come from: a folder, an index, images. */
export interface CatalogSource {
  templates(): Promise<readonly CatalogEntry[]>;
}

/** Where secret values come from. A name that it does not know is absent in the answer. */
export interface SecretSource {
  get(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** A value that stands elsewhere: only the name of the secret is written down. */
export interface SecretReference {
  readonly secret: string;
}

/** URL, credential and TLS settings of an outside system. */
export interface Connection {
  readonly kind: string;
  readonly url?: string;
  /** By name of an input, or of a field of the input for its credential. */
  readonly values: Readonly<Record<string, ConnectionValue>>;
}

export type ConnectionValue =
  | string
  | number
  | boolean
  | SecretReference
  | readonly ConnectionValue[]
  | { readonly [name: string]: ConnectionValue };

export type ConfigGroup = Readonly<Record<string, string | number | boolean | SecretReference>>;

/** A target of deployments; its groups override those of the same name. */
export interface Environment {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly config: Readonly<Record<string, ConfigGroup>>;
}

/** Where artifacts are kept, if not in the data directory. */
export interface ArtifactPlace {
  /** `s3://bucket/prefix`, or the `file:` URL of a directory. */
  readonly store: string;
  readonly s3?: {
    readonly endpoint?: string;
    readonly region?: string;
    readonly pathStyle?: boolean;
    readonly accessKeyId: string | SecretReference;
    readonly secretAccessKey: SecretReference;
    readonly sessionToken?: SecretReference;
  };
}

/** Where config groups, stored files, connections and environments come from. */
export interface ConfigSource {
  /** The group as tasks of this environment see it. */
  group(name: string, environment: string | undefined): Promise<ConfigGroup | undefined>;
  file(name: string): Promise<string | undefined>;
  connection(name: string): Promise<Connection | undefined>;
  environment(name: string): Promise<Environment | undefined>;
  /** Absent, or nothing: the data directory. */
  artifacts?(): Promise<ArtifactPlace | undefined>;
}
