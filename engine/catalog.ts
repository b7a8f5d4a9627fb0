export * from './catalog/catalog-from-file.ts';
export { editCatalogFile } from './catalog/edit-catalog-file.ts';
export { type KeptContent, keptContent } from './catalog/kept-content.ts';
export { publishedImages } from './catalog/published-catalog.ts';
export * from './catalog/source.ts';
export { readManifest } from './config/folder-catalog.ts';
