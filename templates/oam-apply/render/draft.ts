import type { Workload } from '@stepyard/catalog';
import type { KubeObject } from '@stepyard/runtime/kubernetes';

/** A container as a pod describes it. */
export interface Container {
  name: string;
  image: string;
  [field: string]: unknown;
}

export interface Port {
  readonly port: number;
  readonly name: string;
  readonly protocol: string;
  /** Whether the Service of the component has it. */
  readonly exposed: boolean;
}

/** What a component is going to be; its traits change it before it becomes objects. */
export interface Draft {
  readonly application: string;
  readonly component: string;
  readonly workload: Workload;
  readonly main: Container;
  readonly sidecars: Container[];
  readonly volumes: Record<string, unknown>[];
  /** Claims that each pod of a StatefulSet has for itself. */
  readonly claimTemplates: Record<string, unknown>[];
  readonly ports: Port[];
  serviceType: string;
  /** Absent: one, or as many as something else in the cluster says. */
  replicas: number | undefined;
  /** A volume that one pod at a time may have: the old pod ends before the new one starts. */
  exclusive: boolean;
  /** Further fields of the pod: `affinity`, `imagePullSecrets`. */
  readonly pod: Record<string, unknown>;
  readonly podLabels: Record<string, unknown>;
  readonly podAnnotations: Record<string, unknown>;
  /** Further fields of the workload's `spec`. */
  readonly spec: Record<string, unknown>;
  /** Objects that stand beside the workload. */
  readonly beside: KubeObject[];
}

/** Names of what belongs to a component. */
export function labelsOf({ application, component }: Pick<Draft, 'application' | 'component'>) {
  return { 'app.oam.dev/name': application, 'app.oam.dev/component': component };
}

/** What KubeVela selects the pods of a component by, too. */
export function selectorOf({ component }: Pick<Draft, 'component'>) {
  return { 'app.oam.dev/component': component };
}

/** An object beside the workload, with the labels of the component. */
export function beside(
  draft: Draft,
  apiVersion: string,
  kind: string,
  name: string,
  content: Readonly<Record<string, unknown>>,
  annotations?: Readonly<Record<string, string>>,
): KubeObject {
  const metadata = { name, labels: labelsOf(draft), ...(annotations !== undefined && { annotations }) };
  return { apiVersion, kind, metadata, ...content };
}

/** Kind and version of the workload's object. */
export const kindOf = {
  webservice: { apiVersion: 'apps/v1', kind: 'Deployment' },
  worker: { apiVersion: 'apps/v1', kind: 'Deployment' },
  statefulset: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  daemon: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  task: { apiVersion: 'batch/v1', kind: 'Job' },
  'cron-task': { apiVersion: 'batch/v1', kind: 'CronJob' },
} as const satisfies Readonly<Record<Workload, { apiVersion: string; kind: string }>>;
