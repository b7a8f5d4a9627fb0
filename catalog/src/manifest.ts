import type { Fields } from './field.ts';
import type { Words } from './words.ts';

/** The categories in the order in which every list shows them (T1.1). */
export const categories = ['build', 'scan', 'test', 'publish', 'deploy', 'message', 'third-party'] as const;
export type Category = (typeof categories)[number];

/** What a step may do with its token on the platform; anything else is refused with 403. */
export const permissions = [
  'source:read',
  'artifacts:read',
  'artifacts:write',
  'registry:read',
  'registry:write',
  'cluster:read',
  'cluster:write',
  'status:write',
  'report:write',
] as const;
export type Permission = (typeof permissions)[number];

/** What can start a run; the same names as in an event. */
export const eventKinds = ['push', 'tag', 'pull-request', 'image-push', 'schedule', 'manual'] as const;

/** An executable that the template runs, and how to find out its version. */
export interface Tool {
  readonly name: string;
  /** Semver range that the template works with; absent: any. */
  readonly version?: string;
  /** Needed only for some inputs. */
  readonly optional?: true;
}

/** A directory kept between runs, handed over as `STEPYARD_CACHE_<NAME>`. */
export interface CacheDeclaration {
  readonly title: Words;
  /** Absolute directory in a container where the cache is mounted; absent: chosen by the executor. */
  readonly path?: string;
  /**
   * The tool can read what is kept in a second, read-only directory beneath its own, or the template copies it:
   * `STEPYARD_CACHE_<NAME>_BASE` names it where there is one.
   */
  readonly layered?: true;
  /**
   * Patterns of files in the directory of the task, such as lock files, that say what is in the cache: where their
   * contents are others, it is kept apart and begins with what was kept last. None of them needs to exist.
   */
  readonly keyFiles?: readonly string[];
}

/** A wait that the engine does itself, without a container: which inputs give approvers, deadline, form. */
export interface WaitDeclaration<Input extends string = string> {
  readonly kind: 'decision';
  readonly approvers: Input;
  readonly deadline: Input;
  readonly form?: Input;
}

export interface ResourceAmounts {
  /** Kubernetes quantities, for instance `500m` and `2Gi`. */
  readonly cpu?: string;
  readonly memory?: string;
}

export interface Resources {
  readonly requests?: ResourceAmounts;
  readonly limits?: ResourceAmounts;
}

export interface Deprecation {
  /** Version from which it holds. */
  readonly since: string;
  readonly message: Words;
  /** Name of the template to use instead. */
  readonly use?: string;
  /** Date (YYYY-MM-DD) after which it may be gone. */
  readonly removal?: string;
}

/** An image of the template with other versions of its tools. */
export interface ImageVariant {
  /** Ends the image's tag, after a dash: `maven:1.0.0-jdk17`. */
  readonly suffix: string;
  /** Versions of the tools that it carries, for people. */
  readonly tools: Readonly<Record<string, string>>;
}

/** The images of a template, where the value of one of its inputs selects the version of a tool. */
export interface ImageVariants<Input extends string = string> {
  readonly input: Input;
  /** Value whose image has no suffix as well; taken where the input is not given. */
  readonly default: string;
  readonly images: Readonly<Record<string, ImageVariant>>;
}

/**
 * How a task of the template runs in an image that the author names and that knows nothing of templates: a program of
 * that image with a file. Files and exit status are all that it has to give.
 */
export interface AnyImage<Input extends string = string> {
  /** Input with cases that says what is run. */
  readonly input: Input;
  /** By case, the fields with the text of the file or with its path in the workspace, its name and its language. */
  readonly cases: Readonly<Record<string, AnyImageCase>>;
  /** Words before the file, by language; the first language is taken where nothing says it. */
  readonly languages: Readonly<Record<string, readonly string[]>>;
  /** Languages by the ending of the file's name, dot included. */
  readonly endings: Readonly<Record<string, string>>;
  /** List input with further words. */
  readonly args?: Input;
  /** Variable with the directory in which each output is a file. */
  readonly outputs?: string;
  /** Inputs that mean nothing there. */
  readonly without?: readonly Input[];
}

export interface AnyImageCase {
  readonly text?: string;
  readonly path?: string;
  readonly name?: string;
  readonly language?: string;
}

/** A use of the template that works; run by the tests and shown in the documentation. */
export interface Example {
  readonly title: Words;
  readonly with: Readonly<Record<string, unknown>>;
}

/**
 * A template as data: what image label, catalog, form, scheduler and documentation all obey.
 * Written by `defineTemplate`, shipped as JSON.
 */
export interface Manifest {
  /** Version of this format. */
  readonly manifest: 1;
  /** Kebab-case; also folder, image and documentation path. */
  readonly name: string;
  /** Semver. */
  readonly version: string;
  readonly title: Words;
  readonly help: Words;
  readonly category: Category;
  readonly keywords?: readonly string[];
  readonly inputs: Fields;
  readonly sections?: Readonly<Record<string, Words>>;
  readonly outputs: Fields;
  /** Name of a list input whose items are the names of further, string, outputs (a script's). */
  readonly outputsFrom?: string;
  readonly caches?: Readonly<Record<string, CacheDeclaration>>;
  readonly permissions?: readonly Permission[];
  /** Host patterns that the template connects to, or names of inputs in the form `input:url`. */
  readonly network?: readonly string[];
  /** Kinds of event that it accepts; absent: all. */
  readonly events?: readonly (typeof eventKinds)[number][];
  /** May run twice in one run without harm, so a lost pod may start it again. */
  readonly repeatable: boolean;
  /** Outputs that may differ between two runs with equal inputs. */
  readonly volatile?: readonly string[];
  readonly wait?: WaitDeclaration;
  /** `source`: puts a repository's code (inputs `url`, `ref`, `auth`) into the workspace; stands in for `source:` of a pipeline. */
  readonly provides?: 'source';
  readonly tools?: readonly Tool[];
  readonly variants?: ImageVariants;
  readonly anyImage?: AnyImage;
  readonly resources?: Resources;
  readonly deprecated?: Deprecation;
  readonly examples: readonly Example[];
}
