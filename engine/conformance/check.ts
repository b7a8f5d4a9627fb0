import type { Field, Manifest } from '@stepyard/catalog';
import type { Ended, Trial } from './trial.ts';

/** What every clause is proved with. */
export interface Proof {
  readonly manifest: Manifest;
  /** The values of the example that was run. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What gives these values and all that a platform gives. */
  readonly given: Trial;
  /** How the image ended with them. */
  readonly baseline: Ended;
  /** A value that was given to every secret input. */
  readonly secret: string;
  readonly workdir: string;
  /** Starts the image; a trial that was made before is not made again. */
  run(trial: Trial): Promise<Ended>;
  /** The same as the baseline, but for variables (`undefined` takes one away) and further changes. */
  again(env: Readonly<Record<string, string | undefined>>, more?: Partial<Trial>): Promise<Ended>;
  /** All trials so far. */
  ended(): readonly Ended[];
}

/** `undefined`: nothing in this image could show it. */
export type Finding = 'kept' | { readonly broken: string } | undefined;

/** Proves one clause of the step contract. */
export interface Check {
  readonly clause: string;
  prove(proof: Proof): Promise<Finding>;
}

export function broken(why: string): { readonly broken: string } {
  return { broken: why };
}

/** Kept where the condition holds. */
export function keptIf(condition: boolean, why: string): Finding {
  return condition ? 'kept' : broken(why);
}

/** A top-level input whose type refuses some texts, and one text of each kind. */
export interface Typed {
  readonly name: string;
  readonly field: Field;
  readonly fits: string;
}

/** The inputs whose values cannot be just any text, with a value that fits. */
export function typedInputs({ manifest, values }: Proof): readonly Typed[] {
  return Object.entries(manifest.inputs).flatMap(([name, field]) => {
    const fits = fitting(field, values[name]);
    return fits === undefined ? [] : [{ name, field, fits }];
  });
}

/** Inputs that take any text. */
export function freeTexts({ manifest }: Proof): readonly string[] {
  return Object.entries(manifest.inputs).flatMap(([name, field]) => {
    const open = field.type === 'string' && !('secret' in field) && !('enum' in field);
    return open &&
      !('format' in field) &&
      !('pattern' in field) &&
      !('maxLength' in field) &&
      !('literal' in field)
      ? [name]
      : [];
  });
}

/** Top-level inputs that are secret. */
export function secretInputs({ inputs }: Pick<Manifest, 'inputs'>): readonly string[] {
  return Object.entries(inputs).flatMap(([name, field]) => ('secret' in field ? [name] : []));
}

/** Top-level inputs that name a file or directory of the workspace. */
export function pathInputs({ manifest }: Proof): readonly string[] {
  return Object.entries(manifest.inputs).flatMap(([name, field]) =>
    'format' in field && field.format === 'path' ? [name] : [],
  );
}

function fitting(field: Field, value: unknown): string | undefined {
  const usual = value ?? ('default' in field ? field.default : undefined);
  if (field.type === 'integer' || field.type === 'number')
    return String(usual ?? ('minimum' in field ? (field.minimum ?? 1) : 1));
  if (field.type === 'boolean') return String(usual ?? false);
  if ('enum' in field) return String(usual ?? field.enum[0]);
  return undefined;
}
