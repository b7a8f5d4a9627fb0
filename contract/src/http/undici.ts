// Loaded at the first request. Named here, because a bundle gives a library of this kind only as `default`
// where it is imported dynamically.
export { EnvHttpProxyAgent, request } from 'undici';
