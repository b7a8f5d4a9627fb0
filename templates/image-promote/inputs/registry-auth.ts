import { cases, secret, Type } from '@stepyard/catalog';

interface Side {
  readonly title: { readonly en: string; readonly zh: string };
  readonly section: 'source' | 'target';
}

const options = {
  none: {},
  basic: {
    username: Type.String({ title: { en: 'User name', zh: '用户名' }, minLength: 1 }),
    password: secret({ title: { en: 'Password or token', zh: '密码或令牌' } }),
  },
};
const labels = {
  none: { en: 'Nothing', zh: '无' },
  basic: { en: 'User name and password', zh: '用户名和密码' },
};

/** How one side is signed in to. */
export function registryAuth({ title, section }: Side) {
  return cases(options, { title, labels, section, default: 'none', ...connectionOf(section) });
}

/** Certificates of one side. */
export function registryCa({ title, section }: Side) {
  return Type.String({
    title,
    help: {
      en: 'Certificates (PEM) to trust besides those of the platform.',
      zh: '除平台证书外还信任的证书（PEM）。',
    },
    section,
    owner: 'infra',
    widget: 'textarea',
    advanced: true,
    optional: true,
    ...connectionOf(section),
  });
}

/** Whether one side is spoken to without TLS. */
export function registryInsecure({ title, section }: Side) {
  return Type.Boolean({
    title,
    help: {
      en: 'Speaks http, without encryption. To this machine itself it is always allowed.',
      zh: '使用未加密的 http。访问本机时始终允许。',
    },
    section,
    owner: 'infra',
    default: false,
    advanced: true,
    ...connectionOf(section),
  });
}

/** A connection of the kind fills the side that is written to. */
function connectionOf(section: Side['section']) {
  return section === 'target' ? { connection: 'registry' } : {};
}
