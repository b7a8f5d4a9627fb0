import { answer, notFound, type Reply } from './reply.ts';
import type { Kind } from './selection.ts';

/** What an API server says of the kinds that it has. */
export function discovery(path: string, served: readonly Kind[]): Reply {
  const groups = [...new Set(served.map(({ apiVersion }) => apiVersion))];
  if (path === '/version') return answer({ major: '1', minor: '34', gitVersion: 'v1.34.0' });
  if (path === '/api') return answer({ kind: 'APIVersions', versions: ['v1'] });
  if (path === '/apis') {
    const named = groups.filter((one) => one !== 'v1');
    return answer({ kind: 'APIGroupList', groups: named.map(groupOf) });
  }
  const found = groups.find((one) => path === (one === 'v1' ? '/api/v1' : `/apis/${one}`));
  if (found === undefined) return notFound('the server could not find the requested resource');
  const verbs = ['create', 'get', 'list', 'delete', 'patch', 'update'];
  const resources = served
    .filter(({ apiVersion }) => apiVersion === found)
    .map(({ kind, plural, namespaced }) => ({ name: plural, kind, namespaced, verbs }));
  return answer({ kind: 'APIResourceList', groupVersion: found, resources });
}

function groupOf(groupVersion: string): object {
  const [name, version] = groupVersion.split('/');
  const preferredVersion = { groupVersion, version };
  return { name, versions: [preferredVersion], preferredVersion };
}
