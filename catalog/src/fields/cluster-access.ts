import { cases } from '../cases.ts';
import { secret, Type } from '../type.ts';
import type { PlaceInForm } from './place-in-form.ts';

/** Which cluster, and who speaks to it. */
export function clusterAccess(place: PlaceInForm) {
  return cases(
    {
      kubeconfig: {
        kubeconfig: secret({
          title: { en: 'Kubeconfig', zh: 'Kubeconfig' },
          help: {
            en: 'Complete in itself: a token or certificates as data. Plug-ins and other files are not used.',
            zh: '须自包含：令牌或以数据形式给出的证书。不使用插件，也不读取其他文件。',
          },
          widget: 'textarea',
        }),
        context: Type.String({
          title: { en: 'Context', zh: '上下文' },
          help: { en: 'Left out: the current one of the kubeconfig.', zh: '不填时使用其中的当前上下文。' },
          minLength: 1,
          optional: true,
        }),
      },
      token: {
        url: Type.String({
          title: { en: 'Server', zh: '服务器地址' },
          placeholder: { en: 'https://cluster.example:6443', zh: 'https://cluster.example:6443' },
          format: 'url',
        }),
        token: secret({ title: { en: 'Token', zh: '令牌' } }),
        ca: Type.String({
          title: { en: 'CA certificates', zh: 'CA 证书' },
          help: {
            en: 'Certificates (PEM) that the server is believed by. Left out: those of the platform.',
            zh: '用于验证服务器的证书（PEM）。不填时使用平台证书。',
          },
          widget: 'textarea',
          optional: true,
        }),
      },
      inCluster: {},
    },
    {
      title: { en: 'Cluster', zh: '集群' },
      labels: {
        kubeconfig: { en: 'By kubeconfig', zh: '使用 kubeconfig' },
        token: { en: 'By URL and token', zh: '使用地址和令牌' },
        inCluster: { en: 'The one the step runs in', zh: '任务所在的集群' },
      },
      help: {
        en: 'In the cluster that the step runs in, its own service account is used.',
        zh: '在任务所在的集群中使用其服务账号。',
      },
      ...place,
    },
  );
}

/** Namespace that is deployed to. */
export function targetNamespace(place: Partial<PlaceInForm>) {
  return Type.String({
    title: { en: 'Namespace', zh: '命名空间' },
    placeholder: { en: 'shop-test', zh: 'shop-test' },
    pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
    ...place,
  });
}
