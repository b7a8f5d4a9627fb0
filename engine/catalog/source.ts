/** A line of a catalog file: where templates come from. */
export type Source =
  | { readonly kind: 'built-in' }
  /** A template's folder or manifest, or a folder with such folders; as written, relative to the catalog file. */
  | { readonly kind: 'file'; readonly file: string }
  /** An image with the label; `digest` is what its name stood for when it was added. */
  | ImageSource
  /** A catalog that somebody publishes; `digest` is that of its content. */
  | { readonly kind: 'url'; readonly url: string; readonly digest: string };

export interface ImageSource {
  readonly kind: 'image';
  readonly image: string;
  /** Of the manifest in a registry; in the place of `id`. */
  readonly digest?: string;
  /** Of an image that only the engine has. */
  readonly id?: string;
}

/** How people name a source, on the command line and in tables. */
export function sourceText(source: Source): string {
  if (source.kind === 'built-in') return 'built-in';
  if (source.kind === 'file') return source.file;
  return source.kind === 'image' ? source.image : source.url;
}

/** What pins the content of a source, if it is not just what is there now. */
export function pinOf(source: Source): string | undefined {
  if (source.kind === 'image') return source.digest ?? source.id;
  return source.kind === 'url' ? source.digest : undefined;
}

/** A source as a catalog file writes it. */
export function sourceEntry(source: Source): unknown {
  if (source.kind === 'built-in') return 'built-in';
  const { kind: _, ...entry } = source;
  return entry;
}

/** What an executor starts: the image by digest, or by id where only an engine has it. */
export function pinnedName({ image, digest, id }: ImageSource): string {
  return digest === undefined ? (id ?? image) : `${nameOf(image)}@${digest}`;
}

/** An image's name without tag and digest. */
export function nameOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
