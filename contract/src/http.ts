export { createHttp, type Http } from './http/client.ts';
export type { HttpOptions, HttpRequest, HttpResponse, TlsOptions } from './http/options.ts';
