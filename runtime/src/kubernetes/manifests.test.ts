import { describe, expect, it } from 'vitest';
import { readManifests } from './manifests.ts';
import { titleOf } from './object.ts';
import { inOrder } from './order.ts';

const read = (text: string) => readManifests([{ file: 'a.yaml', text }]);

describe('runtime/kubernetes/manifests', () => {
  it('reads documents and lists, with where each stands', async () => {
    const found = await read(`# nothing
---
apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: Secret, metadata: { name: a } }
  - { apiVersion: v1, kind: Secret, metadata: { name: b } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
`);
    expect(found.map(({ object, at }) => `${titleOf(object)} ${at.line}:${at.column}`)).toEqual([
      'Secret a 6:5',
      'Secret b 7:5',
      'Deployment web 9:1',
    ]);
    expect(found[2]?.place('spec', 'replicas')).toEqual({ file: 'a.yaml', line: 13, column: 13 });
    expect(found[2]?.place('spec', 'paused').line).toBe(13);
  });

  it('reads values as kubectl does', async () => {
    const [found] = await read(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nx: {mode: 0644, on: yes, time: 12:30:45, day: 2026-01-02, <<: {merged: 1}}\n',
    );
    expect(found?.object.x).toEqual({
      mode: 420,
      true: true,
      time: '12:30:45',
      day: '2026-01-02',
      merged: 1,
    });
  });

  it('names all that is wrong with file, line and column', async () => {
    const text = `apiVersion: v1
kind: ConfigMap
metadata: { generateName: a- }
---
[1]
---
kind: Pod
metadata: { name: a/b, namespace: Shop }
---
a: "
`;
    await expect(read(text)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message:
        'Manifests must be objects of Kubernetes: a.yaml:1:1 must have `metadata.name`: a generated name would make another object each time; a.yaml:5:1 must be an object with `apiVersion`, `kind` and `metadata`; a.yaml:7:1 must have `apiVersion`; a.yaml:7:1 must have a `metadata.name` without slashes, got "a/b"; a.yaml:7:1 must have a `metadata.namespace` of small letters, digits and hyphens; a.yaml:11:1 must be YAML: Missing closing "quote.',
    });
  });

  it('refuses the same object twice, and texts that grow', async () => {
    const one = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
    await expect(read(`${one}---\n${one}`)).rejects.toThrow(
      'a.yaml:5:1 must not say ConfigMap a again, which stands at a.yaml:1:1.',
    );
    const bomb = `${one}a: &a [x]\n${'bcdefghij'.replace(/./g, (name) => `${name}: &${name} [${`*${String.fromCharCode(name.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`;
    await expect(read(bomb)).rejects.toThrow('a.yaml:1:1 must not grow by its aliases (`*name`).');
    await expect(read('x'.repeat((16 << 20) + 1))).rejects.toThrow(
      'Manifests must together have at most 16 MiB, got 16777217 bytes.',
    );
  });

  it('puts first what others need', () => {
    const kinds = [
      'v1 Widget',
      'v1 Service',
      'apps/v1 Deployment',
      'shop.example/v1 Namespace',
      'v1 Namespace',
      'networking.k8s.io/v1 Ingress',
      'v1 ConfigMap',
    ];
    const objects = kinds.map((each) => {
      const [apiVersion = '', kind = ''] = each.split(' ');
      return { apiVersion, kind };
    });
    expect(inOrder(objects, (one) => one).map(({ kind }) => kind)).toEqual([
      'Namespace',
      'ConfigMap',
      'Service',
      'Deployment',
      'Widget',
      'Namespace',
      'Ingress',
    ]);
  });
});
