/** Bytes of an object: from a place on, or the last ones. */
export type ByteRange = { readonly offset: number; readonly length: number } | { readonly last: number };

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** RFC 3339, UTC. */
  readonly updatedAt: string;
}

/** Where artifacts are kept: a directory, or S3. Both pass one shared suite. */
export interface ArtifactStore {
  /** URL of the store, without credentials. */
  readonly url: string;
  /** Stores an object whole or not at all, in the place of an earlier one. */
  put(key: string, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>;
  /** Stores a small object unless there is one of the key; false where there is. Of several at once one succeeds. */
  putNew(key: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * The bytes of an object; a range that goes past its end gives what there is.
   * @throws StepError NOT_FOUND
   */
  get(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array>>;
  /** Objects whose keys start with the prefix, sorted by key. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Removing what is not there is no error. */
  delete(key: string): Promise<void>;
}
