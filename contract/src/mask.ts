export { encodings as maskedForms } from './mask/encodings.ts';
export { createMasker, type Masker } from './mask/masker.ts';
export type { MaskStream } from './mask/stream.ts';
export { maskTransform } from './mask/transform.ts';
