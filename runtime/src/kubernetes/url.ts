import type { Cluster } from './cluster.ts';
import { isKubeObject, type KubeObject, listAt, numberAt, textAt } from './object.ts';

/** Where what was deployed can be reached: by an Ingress, else by a Service; `undefined` where nobody outside can. */
export async function reachableUrl(
  cluster: Cluster,
  objects: readonly KubeObject[],
): Promise<string | undefined> {
  for (const object of objects) {
    const url = object.kind === 'Ingress' ? ingressUrl(object) : undefined;
    if (url !== undefined) return url;
  }
  for (const object of objects) {
    const url = object.kind === 'Service' ? await serviceUrl(cluster, object) : undefined;
    if (url !== undefined) return url;
  }
  return undefined;
}

/** The first rule with a host, else the address of the load balancer. */
export function ingressUrl(object: KubeObject): string | undefined {
  const [rule] = listAt(object, 'spec', 'rules').filter(
    (one) => textAt(one, 'host') !== '' || one !== undefined,
  );
  const host = textAt(rule, 'host') || balancer(object);
  if (host === '') return undefined;
  const secure = listAt(object, 'spec', 'tls').some((one) => {
    const hosts = listAt(one, 'hosts');
    return hosts.length === 0 || hosts.includes(host);
  });
  const path = textAt(listAt(rule, 'http', 'paths')[0], 'path').replace(/[(*].*$/, '');
  return `${secure ? 'https' : 'http'}://${host.replace(/^\*\./, 'www.')}${path === '' ? '/' : path}`;
}

async function serviceUrl(cluster: Cluster, object: KubeObject): Promise<string | undefined> {
  const [port] = listAt(object, 'spec', 'ports');
  const number = numberAt(port, 'port');
  const type = textAt(object, 'spec', 'type');
  const host = balancer(object);
  if (type === 'LoadBalancer' && host !== '' && number !== undefined) return urlOf(host, number, port);
  const nodePort = numberAt(port, 'nodePort');
  if (nodePort === undefined || !/^(NodePort|LoadBalancer)$/.test(type)) return undefined;
  const node = await nodeAddress(cluster);
  return node === undefined ? undefined : urlOf(node, nodePort, port);
}

function urlOf(host: string, port: number, named: unknown): string {
  const secure =
    port === 443 || /^https/.test(textAt(named, 'name')) || textAt(named, 'appProtocol') === 'https';
  const usual = port === (secure ? 443 : 80);
  return `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}${usual ? '' : `:${port}`}/`;
}

function balancer(object: KubeObject): string {
  const [first] = listAt(object, 'status', 'loadBalancer', 'ingress');
  return textAt(first, 'hostname') || textAt(first, 'ip');
}

/** Nodes may be kept from the account: then the port alone says nothing. */
async function nodeAddress(cluster: Cluster): Promise<string | undefined> {
  const found = await cluster
    .call('/api/v1/nodes', { what: 'The list of nodes', query: { limit: 20 }, retry: 'never' })
    .catch(() => undefined);
  const addresses = listAt(found, 'items').flatMap((node) => listAt(node, 'status', 'addresses'));
  const of = (type: string) =>
    textAt(
      addresses.find((one) => textAt(one, 'type') === type),
      'address',
    );
  return of('ExternalIP') || of('InternalIP') || undefined;
}

/** The same for a workload that was not applied here: Services that select its pods, and Ingresses to them. */
export async function urlOfWorkload(
  cluster: Cluster,
  namespace: string,
  podLabels: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const list = async (api: string, kind: string, plural: string) => {
    const path = `/${api}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
    const answer = await cluster
      .call(path, { what: `The list of ${plural}`, retry: 'never' })
      .catch(() => undefined);
    return listAt(answer, 'items').flatMap((item) => {
      const object = typeof item === 'object' && item !== null ? { apiVersion: 'v1', kind, ...item } : item;
      return isKubeObject(object) ? [object] : [];
    });
  };
  const services = (await list('api/v1', 'Service', 'services')).filter((service) =>
    selects(service, podLabels),
  );
  const names = new Set(services.map(({ metadata }) => metadata.name));
  const ingresses = (await list('apis/networking.k8s.io/v1', 'Ingress', 'ingresses')).filter((ingress) =>
    backends(ingress).some((name) => names.has(name)),
  );
  return await reachableUrl(cluster, [...ingresses, ...services]);
}

function selects(service: KubeObject, labels: Readonly<Record<string, unknown>>): boolean {
  const spec = service.spec;
  const selector =
    typeof spec === 'object' && spec !== null && 'selector' in spec ? spec.selector : undefined;
  const wanted = Object.entries(typeof selector === 'object' && selector !== null ? selector : {});
  return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value);
}

function backends(ingress: KubeObject): string[] {
  const rules = listAt(ingress, 'spec', 'rules').flatMap((rule) => listAt(rule, 'http', 'paths'));
  return [
    ...rules.map((path) => textAt(path, 'backend', 'service', 'name')),
    textAt(ingress, 'spec', 'defaultBackend', 'service', 'name'),
  ];
}
