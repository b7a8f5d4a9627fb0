import { complete, type Fields, type Values, type Workload } from '@stepyard/catalog';
import type { Component } from '../application/application.ts';
import type { Draft } from '../render/draft.ts';

/** A type that a component can have. */
export interface WorkloadType {
  readonly name: Workload;
  readonly inputs: Fields;
  draft(application: string, component: Component): Draft;
}

/** Joins the fields of a type with what they come to. */
export function workloadType<I extends Fields>(
  name: Workload,
  inputs: I,
  draft: (started: Draft, values: Values<I>) => void,
): WorkloadType {
  return {
    name,
    inputs,
    draft(application, component) {
      const started = start(application, component.name, name);
      draft(started, complete({ inputs }, component.properties));
      return started;
    },
  };
}

function start(application: string, component: string, workload: Workload): Draft {
  return {
    application,
    component,
    workload,
    main: { name: component, image: '' },
    sidecars: [],
    volumes: [],
    claimTemplates: [],
    ports: [],
    serviceType: 'ClusterIP',
    replicas: undefined,
    exclusive: false,
    pod: {},
    podLabels: {},
    podAnnotations: {},
    spec: {},
    beside: [],
  };
}
