import { cases } from '../cases.ts';
import { Type } from '../type.ts';
import type { Words } from '../words.ts';
import { credentialOrToken } from './credential.ts';
import type { PlaceInForm } from './place-in-form.ts';

/** Signs in to a registry as nobody, or by a user name. */
export function registryAuth(place: PlaceInForm) {
  return cases(
    { none: {}, basic: credentialOrToken },
    {
      title: { en: 'Sign in with', zh: '认证方式' },
      labels: {
        none: { en: 'Nothing', zh: '无' },
        basic: { en: 'User name and password', zh: '用户名和密码' },
      },
      ...place,
      default: 'none',
    },
  );
}

/** Certificates that a server is believed by. */
export function caCertificates(place: PlaceInForm) {
  return Type.String({
    title: { en: 'CA certificates', zh: 'CA 证书' },
    help: {
      en: 'Certificates (PEM) to trust besides those of the platform.',
      zh: '除平台证书外还信任的证书（PEM）。',
    },
    ...place,
    owner: 'infra',
    widget: 'textarea',
    advanced: true,
    optional: true,
  });
}

/** Whether a registry is spoken to by http. */
export function withoutTls(place: Partial<PlaceInForm>, help: Words = plainHttp) {
  return Type.Boolean({
    title: { en: 'Without TLS', zh: '不使用 TLS' },
    help,
    ...place,
    owner: 'infra',
    default: false,
    advanced: true,
  });
}

const plainHttp = {
  en: 'Speaks http, without encryption. To this machine itself it is always allowed.',
  zh: '使用未加密的 http。访问本机时始终允许。',
};
