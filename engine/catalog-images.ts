export * from './catalog/image-template.ts';
export { fetchCatalog } from './catalog/published-catalog.ts';
