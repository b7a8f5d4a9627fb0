import type { Words } from './words.ts';

/** Who usually fills a field in: decides which fields a form shows first. */
export type Owner = 'dev' | 'ops' | 'infra';

/** A named live source of choices; `dependsOn` names the inputs whose values it is called with. */
export interface OptionSource {
  readonly source: string;
  readonly dependsOn?: readonly string[];
}

/** What every field may say besides its type. Only data: a JSON round trip gives the same value. */
export interface FieldAnnotations {
  /** May be absent only where a list or map says what its items are. */
  readonly title?: Words;
  readonly help?: Words;
  readonly placeholder?: Words;
  /** Key of a section declared by the template; fields without one come first. */
  readonly section?: string;
  /** Default `dev`. */
  readonly owner?: Owner;
  readonly advanced?: true;
  readonly widget?: Widget;
  /** `event.…`, or `tasks.<kind>` for an earlier task's output of that kind: where a value comes from if not given. */
  readonly from?: string;
  readonly options?: OptionSource;
  /** Kind of connection (registry, cluster, git, sonar …) that can fill the field. */
  readonly connection?: string;
  /** The value may be left out although there is no default. */
  readonly optional?: true;
  readonly deprecated?: Words;
}

export type Widget =
  | 'text'
  | 'textarea'
  | 'code'
  | 'select'
  | 'radio'
  | 'switch'
  | 'picker'
  | 'file'
  | 'password';

/** What the text means; each format has one checker, in `format.ts`. */
export type Format =
  | 'branch'
  | 'cron'
  | 'duration'
  | 'email'
  | 'env-name'
  | 'git-ref'
  | 'git-url'
  | 'host'
  | 'image'
  | 'path'
  | 'pattern'
  | 'quantity'
  | 'semver'
  | 'url';

export interface StringField extends FieldAnnotations {
  readonly type: 'string';
  readonly format?: Format;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The text is code: an expression in it is refused, so that no value from outside becomes part of it. */
  readonly literal?: true;
  readonly default?: string;
}

export interface SecretField extends FieldAnnotations {
  readonly type: 'string';
  readonly secret: true;
  readonly writeOnly: true;
  readonly minLength?: number;
}

export interface EnumField extends FieldAnnotations {
  readonly type: 'string';
  readonly enum: readonly string[];
  /** Words for the choices, by value. */
  readonly labels?: Readonly<Record<string, Words>>;
  readonly default?: string;
}

export interface NumberField extends FieldAnnotations {
  readonly type: 'integer' | 'number';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: number;
}

export interface BooleanField extends FieldAnnotations {
  readonly type: 'boolean';
  readonly default?: boolean;
}

export interface ListField extends FieldAnnotations {
  readonly type: 'array';
  readonly items: Field;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly default?: readonly unknown[];
}

/** An object whose keys the author chooses; every value has the same field. */
export interface MapField extends FieldAnnotations {
  readonly type: 'object';
  readonly additionalProperties: Field;
  /** Regular expression that every key must match. */
  readonly keyPattern?: string;
  readonly default?: Readonly<Record<string, unknown>>;
}

export interface ObjectField extends FieldAnnotations {
  readonly type: 'object';
  readonly properties: Fields;
  readonly default?: Readonly<Record<string, unknown>>;
}

/** One of several named sets of fields; the value is `{ case: NAME, …fields of that case }`. */
export interface CasesField extends FieldAnnotations {
  readonly type: 'object';
  readonly cases: Readonly<Record<string, Case>>;
  /** Name of the case that holds when none is given; it must have no required field. */
  readonly default?: string;
}

export interface Case {
  readonly title?: Words;
  readonly help?: Words;
  readonly fields: Fields;
}

export type Field =
  | StringField
  | SecretField
  | EnumField
  | NumberField
  | BooleanField
  | ListField
  | MapField
  | ObjectField
  | CasesField;

export type TitledField = Field & { readonly title: Words };

export type Fields = Readonly<Record<string, TitledField>>;
