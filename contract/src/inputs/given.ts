import { type Manifest, nearest, type Problem } from '@stepyard/catalog';
import { inputFileVariable, inputVariable } from '../names.ts';
import type { Flags } from './flags.ts';
import { inputPlaces, isCases, type Place } from './place.ts';
import { inputName, inputProblem, quoted } from './problem.ts';

/** Where the inputs of a step come from. */
export interface InputSources {
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file as UTF-8 text; what it throws becomes a problem. */
  readonly readFile: (path: string) => string;
  /** The data of the event that started the run, for inputs that take their value from it. */
  readonly event?: unknown;
}

/** The texts for one place, from the source that comes first, and the name of that source. */
export interface Given {
  readonly texts: readonly string[];
  /** `--depth` or `INPUT_DEPTH`, for messages. */
  readonly by: string;
}

/** Takes what is given for each place, and in the end knows what nobody took. */
export interface GivenInputs {
  take(path: readonly string[]): Given | undefined;
  takeEntries(path: readonly string[]): ReadonlyMap<string, string>;
  /** What is wrong with files, unknown variables, and what belongs to a case that was not chosen. */
  problems(): readonly Problem[];
}

/** Looks inputs up in the order of clause I1: flag, file named by a flag, variable, file named by one. */
export function givenInputs(manifest: Pick<Manifest, 'inputs'>, sources: InputSources): GivenInputs {
  const { flags, env } = sources;
  const places = inputPlaces(manifest.inputs);
  const taken = new Set<string>();
  const fileProblems: Problem[] = [];

  const readFile = (path: readonly string[], file: string, by: string): Given | undefined => {
    try {
      return { texts: [sources.readFile(file).replace(/\r?\n$/, '')], by };
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/, \w+ '.*$/, '') : String(error);
      fileProblems.push(
        inputProblem(
          'INPUT_INVALID',
          path,
          `${inputName(path)} is given by the file ${quoted(file)}, which cannot be read: ${reason}.`,
          `Correct the path in \`${by}\`, or make the file readable.`,
        ),
      );
      return undefined;
    }
  };

  return {
    take(path) {
      const name = path.join('.');
      taken.add(name);
      const texts = flags.texts.get(name);
      if (texts !== undefined) return { texts, by: `--${name}` };
      const flagged = flags.files.get(name);
      if (flagged !== undefined) return readFile(path, flagged, `--${name}-file`);
      const text = env[inputVariable(path)];
      if (text !== undefined && text !== '') return { texts: [text], by: inputVariable(path) };
      const file = takesFile(places.get(name)) ? env[inputFileVariable(path)] : undefined;
      if (file !== undefined && file !== '') return readFile(path, file, inputFileVariable(path));
      return undefined;
    },
    takeEntries(path) {
      return flags.entries.get(path.join('.')) ?? new Map();
    },
    problems() {
      return [...fileProblems, ...unchosen(places, taken, sources), ...unknown(places, env)];
    },
  };
}

function takesFile(place: Place | undefined): boolean {
  return place !== undefined && !place.fields.every(isCases);
}

function unchosen(
  places: ReadonlyMap<string, Place>,
  taken: ReadonlySet<string>,
  { flags, env }: InputSources,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [name, place] of places) {
    if (taken.has(name)) continue;
    const variables = [inputVariable(place.path), inputFileVariable(place.path)];
    const by = [
      ...(flags.texts.has(name) || flags.entries.has(name) ? [`--${name}`] : []),
      ...(flags.files.has(name) ? [`--${name}-file`] : []),
      ...variables.filter((variable) => (env[variable] ?? '') !== ''),
    ];
    if (by[0] === undefined) continue;
    const owner = caseOwner(places, place.path);
    problems.push(
      inputProblem(
        'INPUT_UNKNOWN',
        place.path,
        `${inputName(place.path)} is no field of the case that ${inputName(owner.path)} is set to, but \`${by[0]}\` is given.`,
        owner.cases.length === 0
          ? 'Leave it out.'
          : `Set ${inputVariable(owner.path)} to ${owner.cases.join(' or ')}, or leave \`${by[0]}\` out.`,
      ),
    );
  }
  return problems;
}

/** The innermost input with cases around a place, and the names of the cases that have the place's field. */
function caseOwner(
  places: ReadonlyMap<string, Place>,
  path: readonly string[],
): { readonly path: readonly string[]; readonly cases: readonly string[] } {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const outer = path.slice(0, length);
    const field = places.get(outer.join('.'))?.fields.find(isCases);
    if (field === undefined) continue;
    const inner = path[length] ?? '';
    const cases = Object.entries(field.cases).filter(([, one]) => Object.hasOwn(one.fields, inner));
    return { path: outer, cases: cases.map(([name]) => name) };
  }
  return { path, cases: [] };
}

function unknown(places: ReadonlyMap<string, Place>, env: InputSources['env']): readonly Problem[] {
  const known = new Set<string>();
  for (const place of places.values()) {
    known.add(inputVariable(place.path));
    if (takesFile(place)) known.add(inputFileVariable(place.path));
  }
  return Object.entries(env).flatMap(([name, value]) => {
    if (!name.startsWith('INPUT_') || known.has(name) || value === undefined || value === '') return [];
    const near = nearest(name, [...known]);
    return [
      inputProblem(
        'INPUT_UNKNOWN',
        [name],
        `No input has the variable \`${name}\`.`,
        near === undefined ? 'Remove it; `--help` lists the inputs.' : `Did you mean \`${near}\`?`,
      ),
    ];
  });
}
