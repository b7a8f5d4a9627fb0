import { ingress } from '@stepyard/catalog/traits/ingress';
import { isRecord } from '@stepyard/contract/json';
import { beside } from '../render/draft.ts';
import { renderedTrait } from '../render/rendered-trait.ts';

export const trait = renderedTrait(ingress, {
  also: {
    gateway: ({ domain, http, class: className, secretName, ...rest }) => ({
      ...rest,
      ...(domain !== undefined && { host: domain }),
      ...(isRecord(http) && { paths: Object.keys(http), port: Object.values(http)[0] }),
      ...(className !== undefined && { className }),
      ...(secretName !== undefined && { tls: { case: 'stored', secretName } }),
    }),
  },
  render: (draft, { host, paths, port, className, tls }) => {
    const known = draft.ports.findIndex((one) => one.port === port);
    const found = draft.ports[known];
    if (found === undefined) {
      draft.ports.push({ port, name: `port-${port}`, protocol: 'TCP', exposed: true });
    } else draft.ports[known] = { ...found, exposed: true };
    const secretName =
      tls.case === 'stored' ? tls.secretName : tls.case === 'issued' ? `${draft.component}-tls` : undefined;
    const backend = { service: { name: draft.component, port: { number: port } } };
    draft.beside.push(
      beside(
        draft,
        'networking.k8s.io/v1',
        'Ingress',
        draft.component,
        {
          spec: {
            ...(className !== undefined && { ingressClassName: className }),
            ...(secretName !== undefined && { tls: [{ hosts: [host], secretName }] }),
            rules: [{ host, http: { paths: paths.map((path) => ({ path, pathType: 'Prefix', backend })) } }],
          },
        },
        tls.case === 'issued' ? { 'cert-manager.io/cluster-issuer': tls.issuer } : undefined,
      ),
    );
  },
  vela: ({ host, paths, port, className, tls }) => ({
    type: 'gateway',
    properties: {
      domain: host,
      http: Object.fromEntries(paths.map((path) => [path, port])),
      ...(className !== undefined && { class: className, classInSpec: true }),
      ...(tls.case === 'stored' && { secretName: tls.secretName }),
    },
  }),
});
