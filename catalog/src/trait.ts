import type { Fields, Owner } from './field.ts';
import type { Category } from './manifest.ts';
import type { AuthoredValues } from './value.ts';
import type { Words } from './words.ts';

/** Kinds of OAM workload that a trait can be attached to. */
export const workloads = ['webservice', 'worker', 'task', 'cron-task', 'statefulset', 'daemon'] as const;
export type Workload = (typeof workloads)[number];

/** What a trait may be attached to; it applies where one of the lists names the subject. */
export interface TraitTargets {
  readonly templates?: readonly string[];
  readonly categories?: readonly Category[];
  readonly workloads?: readonly Workload[];
}

/** A typed set of options that a task or a workload may carry. */
export interface Trait {
  /** Version of this format. */
  readonly trait: 1;
  /** Kebab-case; also the name of its file. */
  readonly name: string;
  readonly title: Words;
  readonly help: Words;
  /** Who usually attaches it; default `ops`. */
  readonly owner?: Owner;
  /** Absent: everything. */
  readonly appliesTo?: TraitTargets;
  /** Names of traits that may not stand beside it; either of two may say so. */
  readonly conflictsWith?: readonly string[];
  /** Dotted paths of the fields that it sets, of which no two traits may set the same. */
  readonly claims: readonly string[];
  readonly inputs: Fields;
  readonly examples: readonly { readonly title: Words; readonly with: Readonly<Record<string, unknown>> }[];
}

interface TraitDeclaration<I extends Fields> extends Omit<Trait, 'trait' | 'inputs' | 'examples'> {
  readonly inputs: I;
  readonly examples: readonly { readonly title: Words; readonly with: AuthoredValues<NoInfer<I>> }[];
}

/** Declares a trait as typed data. */
export function defineTrait<const I extends Fields>(
  declaration: TraitDeclaration<I>,
): Trait & { readonly inputs: I };
export function defineTrait(declaration: Omit<Trait, 'trait'>): Trait {
  return { trait: 1, ...declaration };
}
