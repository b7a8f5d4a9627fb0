import { type CheckOptions, check } from './check.ts';
import type { Category } from './manifest.ts';
import { nearest } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { Trait, Workload } from './trait.ts';

/** One trait that a task carries, as authored. */
export interface TraitGiven {
  readonly trait: string;
  readonly with?: unknown;
}

/** What carries the traits: a use of a template, or a workload. */
export type TraitSubject =
  | { readonly name: string; readonly category: Category }
  | { readonly name: string; readonly workload: Workload };

export interface TraitProblem extends Problem {
  readonly rule: 'unknown-trait' | 'trait-not-applicable' | 'trait-conflict' | 'trait-input';
  /** The traits that it is about: one, or two that do not go together. */
  readonly traits: readonly string[];
}

/** Finds all that is wrong with the traits of one task or workload. Paths begin with the index in `given`. */
export function checkTraits(
  traits: readonly Trait[],
  subject: TraitSubject,
  given: readonly TraitGiven[],
  options: CheckOptions = {},
): TraitProblem[] {
  const known = new Map(traits.map((trait) => [trait.name, trait]));
  return given.flatMap((use, index) => {
    const trait = known.get(use.trait);
    if (trait === undefined) return [unknownTrait(use.trait, index, [...known.keys()])];
    return [
      ...(appliesTo(trait, subject) ? [] : [notApplicable(trait, index, subject)]),
      ...given.slice(0, index).flatMap((other) => {
        const earlier = known.get(other.trait);
        return earlier === undefined ? [] : conflicts(earlier, trait, index);
      }),
      ...check(trait, use.with ?? {}, options).map(
        (problem): TraitProblem => ({
          ...problem,
          path: [index, ...problem.path],
          rule: 'trait-input',
          traits: [trait.name],
        }),
      ),
    ];
  });
}

/** Says whether a trait may be attached to a template's use or a workload. */
export function appliesTo(trait: Trait, subject: TraitSubject): boolean {
  const { templates, categories, workloads } = trait.appliesTo ?? {};
  if ('workload' in subject) return workloads?.includes(subject.workload) ?? trait.appliesTo === undefined;
  if (templates === undefined && categories === undefined) return trait.appliesTo === undefined;
  return templates?.includes(subject.name) === true || categories?.includes(subject.category) === true;
}

/** The fields that both traits set: equal paths, or one within the other. */
export function sharedClaims(one: Trait, other: Trait): readonly string[] {
  return one.claims.flatMap((path) =>
    other.claims.flatMap((rival) => {
      if (path === rival || path.startsWith(`${rival}.`)) return [path];
      return rival.startsWith(`${path}.`) ? [rival] : [];
    }),
  );
}

/** Says whether two traits may not stand on one task. */
export function isConflict(one: Trait, other: Trait): boolean {
  return (
    one.name === other.name ||
    one.conflictsWith?.includes(other.name) === true ||
    other.conflictsWith?.includes(one.name) === true ||
    sharedClaims(one, other).length > 0
  );
}

function conflicts(earlier: Trait, later: Trait, index: number): TraitProblem[] {
  if (!isConflict(earlier, later)) return [];
  const shared = sharedClaims(earlier, later).map((path) => `\`${path}\``);
  const [message, hint] =
    earlier.name === later.name
      ? [`The trait \`${later.name}\` stands twice`, 'Make one of the two.']
      : [`The traits \`${earlier.name}\` and \`${later.name}\` do not go together`, 'Keep one of the two.'];
  const why = shared.length === 0 ? '' : `: both set ${shared.join(', ')}`;
  const traits = [earlier.name, later.name];
  return [
    {
      code: 'INPUT_INVALID',
      rule: 'trait-conflict',
      traits,
      path: [index],
      message: `${message}${why}.`,
      hint,
    },
  ];
}

function unknownTrait(name: string, index: number, known: readonly string[]): TraitProblem {
  const meant = nearest(name, known);
  return {
    code: 'INPUT_UNKNOWN',
    rule: 'unknown-trait',
    traits: [name],
    path: [index],
    message: `\`${name}\` is not a trait.`,
    hint:
      meant === undefined
        ? `Known are ${known.map((one) => `\`${one}\``).join(', ')}.`
        : `Did you mean \`${meant}\`?`,
  };
}

function notApplicable(trait: Trait, index: number, subject: TraitSubject): TraitProblem {
  const { templates = [], categories = [], workloads = [] } = trait.appliesTo ?? {};
  const what = 'workload' in subject ? `the workload \`${subject.workload}\`` : `\`${subject.name}\``;
  const targets = [
    ...templates.map((name) => `\`${name}\``),
    ...categories.map((name) => `templates of the category \`${name}\``),
    ...(workloads.length > 0
      ? [`workloads of kind ${workloads.map((name) => `\`${name}\``).join(', ')}`]
      : []),
  ];
  return {
    code: 'INPUT_INVALID',
    rule: 'trait-not-applicable',
    traits: [trait.name],
    path: [index],
    message: `The trait \`${trait.name}\` does not apply to ${what}.`,
    hint: `It applies to ${targets.join(' and to ')}.`,
  };
}
