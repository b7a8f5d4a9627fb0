import type { Catalog } from './catalog.ts';
import { appliesTo, isConflict } from './check-traits.ts';
import { type FieldRow, fieldRows } from './field-rows.ts';
import type { Manifest } from './manifest.ts';
import type { Trait } from './trait.ts';
import type { Language } from './words.ts';

/** A trait as it concerns one template. */
export interface TraitRow {
  readonly name: string;
  readonly title: string;
  readonly owner: string;
  readonly claims: readonly string[];
  /** Names of the traits that may not stand beside it. */
  readonly conflictsWith: readonly string[];
}

export interface TemplateDescription {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly help: string;
  readonly category: string;
  readonly deprecated?: string;
  readonly inputs: readonly FieldRow[];
  readonly outputs: readonly FieldRow[];
  /** Titles by key, in the order of forms. */
  readonly sections: Readonly<Record<string, string>>;
  readonly traits: readonly TraitRow[];
  readonly examples: readonly { readonly title: string; readonly with: Readonly<Record<string, unknown>> }[];
  readonly manifest: Manifest;
}

export interface TraitDescription extends TraitRow {
  readonly help: string;
  /** Names of templates in this catalog, and kinds of workload, that may carry it. */
  readonly templates: readonly string[];
  readonly workloads: readonly string[];
  readonly inputs: readonly FieldRow[];
}

/** All that `catalog show` prints about a template: fields, defaults, owners, traits that apply, their conflicts. */
export function describeTemplate(
  catalog: Catalog,
  manifest: Manifest,
  language: Language,
): TemplateDescription {
  const { name, version, category, deprecated, sections = {}, examples } = manifest;
  return {
    name,
    version,
    title: manifest.title[language],
    help: manifest.help[language],
    category,
    ...(deprecated && { deprecated: deprecated.message[language] }),
    inputs: fieldRows(manifest.inputs, language),
    outputs: fieldRows(manifest.outputs, language),
    sections: Object.fromEntries(Object.entries(sections).map(([key, words]) => [key, words[language]])),
    traits: catalog.traits
      .filter((trait) => appliesTo(trait, manifest))
      .map((trait) => toRow(catalog, trait, language)),
    examples: examples.map((example) => ({ title: example.title[language], with: example.with })),
    manifest,
  };
}

/** All that `catalog show` prints about a trait. */
export function describeTrait(catalog: Catalog, trait: Trait, language: Language): TraitDescription {
  const carriers = catalog.templates.filter((manifest) => appliesTo(trait, manifest));
  return {
    ...toRow(catalog, trait, language),
    help: trait.help[language],
    templates: [...new Set(carriers.map(({ name }) => name))],
    workloads: trait.appliesTo?.workloads ?? [],
    inputs: fieldRows(trait.inputs, language),
  };
}

function toRow(catalog: Catalog, trait: Trait, language: Language): TraitRow {
  const rivals = catalog.traits.filter((other) => other.name !== trait.name && isConflict(trait, other));
  return {
    name: trait.name,
    title: trait.title[language],
    owner: trait.owner ?? 'ops',
    claims: trait.claims,
    conflictsWith: rivals.map(({ name }) => name),
  };
}
