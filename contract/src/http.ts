export { createHttp, type Http } from './http/client.ts';
export type { HttpOptions, HttpRequest, HttpResponse } from './http/options.ts';
