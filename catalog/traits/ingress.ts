import { cases } from '../src/cases.ts';
import { defineTrait } from '../src/trait.ts';
import { Type } from '../src/type.ts';

export const ingress = defineTrait({
  name: 'ingress',
  title: { en: 'Ingress', zh: '对外访问' },
  help: { en: 'Makes the workload reachable under a host name.', zh: '使工作负载可以通过域名访问。' },
  appliesTo: { categories: ['deploy'], workloads: ['webservice', 'statefulset'] },
  claims: ['ingress'],
  inputs: {
    host: Type.String({ title: { en: 'Host name', zh: '域名' }, format: 'host' }),
    paths: Type.Array(Type.String({ pattern: '^/' }), {
      title: { en: 'Paths', zh: '路径' },
      help: { en: 'Each with all that lies below it.', zh: '包含其下的所有路径。' },
      default: ['/'],
      minItems: 1,
      uniqueItems: true,
    }),
    port: Type.Integer({
      title: { en: 'Port', zh: '端口' },
      help: { en: 'Port on which the workload listens.', zh: '工作负载监听的端口。' },
      minimum: 1,
      maximum: 65535,
    }),
    className: Type.String({
      title: { en: 'Ingress class', zh: 'Ingress 类' },
      help: { en: 'Left out: the default of the cluster.', zh: '不填则使用集群的默认值。' },
      owner: 'infra',
      advanced: true,
      optional: true,
    }),
    tls: cases(
      {
        none: {},
        stored: {
          secretName: Type.String({
            title: { en: 'Name of the stored certificate', zh: '证书的名称' },
            owner: 'ops',
          }),
        },
        issued: {
          issuer: Type.String({ title: { en: 'Issuer', zh: '签发者' }, owner: 'infra' }),
        },
      },
      {
        title: { en: 'HTTPS', zh: 'HTTPS' },
        labels: {
          none: { en: 'No', zh: '否' },
          stored: { en: 'With a stored certificate', zh: '使用已有证书' },
          issued: { en: 'With a certificate that cert-manager issues', zh: '由 cert-manager 签发证书' },
        },
        default: 'none',
      },
    ),
  },
  examples: [
    {
      title: { en: 'A web application with HTTPS', zh: '使用 HTTPS 的网站' },
      with: { host: 'app.example.com', port: 8080, tls: { case: 'stored', secretName: 'app-tls' } },
    },
  ],
});
