import type { TaskSource } from '../language/task.ts';
import type { CacheSetting, PipelineProblem, Position, Scope } from '../plan.ts';
import type { MapNode, ScalarNode } from '../yaml/node.ts';

/** A pipeline as one environment sees it: ids given, hooks in their places, overlays laid over. */
export interface Layout {
  readonly environment: string | undefined;
  readonly stages: readonly LaidStage[];
  /** Those of stages in order, hooks around their tasks; then those of `finally`. */
  readonly tasks: readonly LaidTask[];
  readonly scope: Scope | undefined;
  readonly problems: readonly PipelineProblem[];
}

export interface LaidStage {
  readonly name: string;
  readonly title: string;
  readonly parallel: boolean;
  readonly scope: Scope | undefined;
  readonly tasks: readonly string[];
}

export interface LaidTask {
  readonly id: string;
  readonly title: string;
  /** Index of the stage; absent for `finally`. */
  readonly stage: number | undefined;
  readonly hook: { readonly of: string; readonly when: 'before' | 'after' } | undefined;
  readonly node: MapNode;
  /** As written: `clone@1.2`. */
  readonly template: string;
  readonly with: MapNode;
  readonly env: ReadonlyMap<string, ScalarNode>;
  readonly when: ScalarNode | undefined;
  readonly needs: readonly Need[];
  readonly timeoutMs: number;
  readonly retries: number;
  readonly allowFailure: boolean;
  readonly cache: CacheSetting;
  readonly config: readonly string[];
  /** Names of the connections that fill inputs. */
  readonly connections: readonly string[];
  readonly artifacts: NonNullable<TaskSource['artifacts']>;
  readonly workdir: string | undefined;
  readonly source: boolean;
  readonly resources: TaskSource['resources'];
  readonly image: string | undefined;
  readonly services: NonNullable<TaskSource['services']>;
  readonly traits: NonNullable<TaskSource['traits']>;
  readonly matrix: TaskSource['matrix'];
  readonly environment: string | undefined;
  /** Made of the `source` of the pipeline, not written as a task. */
  readonly implicit?: true;
}

/** Something that must have ended before, and where that is said. */
export interface Need {
  readonly id: string;
  readonly at: Position;
}

/** Defaults of the source documents. */
export const defaults = {
  timeoutMs: 12 * 60 * 60 * 1000,
  retries: 6,
  allowFailure: false,
  cache: { enabled: true },
} as const satisfies {
  readonly timeoutMs: number;
  readonly retries: number;
  readonly allowFailure: boolean;
  readonly cache: CacheSetting;
};
