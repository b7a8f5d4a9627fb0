import type { KubeObject } from '@stepyard/runtime/kubernetes';
import type { FieldConflict } from './server-side-apply.ts';

/** What a stand-in says to a request. */
export type Reply =
  | { readonly status: number; readonly value: object }
  | { readonly text: string }
  | { readonly watch: readonly KubeObject[] };

export interface Refusal {
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  readonly causes?: readonly object[];
}

export function answer(value: object, status = 200): Reply {
  return { status, value };
}

export function refused({ code, reason = '', message, causes = [] }: Refusal): Reply {
  return {
    status: code,
    value: { kind: 'Status', status: 'Failure', code, reason, message, details: { causes } },
  };
}

export function notFound(message: string): Reply {
  return refused({ code: 404, reason: 'NotFound', message });
}

export function conflicting(conflicts: readonly FieldConflict[], apiVersion: string): Reply {
  const causes = conflicts.map(({ field, manager }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}" using ${apiVersion}`,
    field: `.${field}`,
  }));
  return refused({ code: 409, reason: 'Conflict', message: 'Apply failed with conflicts', causes });
}

/** A kubeconfig with one context, for what listens there. */
export function kubeconfigFor(server: string, token: string, ca?: string): string {
  const trust = ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, ...trust } }],
    users: [{ name: 'deployer', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'deployer' } }],
    'current-context': 'test',
  });
}
