import {
  type CasesField,
  check,
  complete,
  type Field,
  type Fields,
  holdsSecret,
  type Manifest,
  type MapField,
  nearest,
  type ObjectField,
  type Problem,
} from '@stepyard/catalog';
import { isRecord } from '../json.ts';
import { inputVariable } from '../names.ts';
import { type GivenInputs, givenInputs, type InputSources } from './given.ts';
import { parseJson, parseText } from './parse-text.ts';
import { inputPlaces, isCases, isList, isMap, isObject, secretTexts, secretTextsOf } from './place.ts';
import { inputName, inputProblem, quoted } from './problem.ts';

/** The inputs of a step as it was started with. */
export interface DecodedInputs {
  readonly values: Readonly<Record<string, unknown>>;
  /** Every text to mask, also of values that were refused or given twice. */
  readonly secrets: readonly string[];
  readonly problems: readonly Problem[];
  /** Variables that hold a secret: to be removed from the environment before any tool starts. */
  readonly secretVariables: readonly string[];
}

/**
 * Reads the inputs of a step from flags, variables and files (docs/contract.md, clauses I), fills in what
 * was not given and checks the whole. With problems, `values` must not be used.
 */
export function decodeInputs(
  manifest: Pick<Manifest, 'name' | 'inputs'>,
  sources: InputSources,
): DecodedInputs {
  const decoding: Decoding = {
    env: sources.env,
    given: givenInputs(manifest, sources),
    problems: [],
    secrets: [],
    secretVariables: new Set(),
    seen: new Set(),
  };
  const given = decodeFields(decoding, [], manifest.inputs);
  for (const [name, { path, fields }] of inputPlaces(manifest.inputs)) {
    if (decoding.seen.has(name)) continue;
    for (const field of fields) noteSecretVariable(decoding, path, field);
  }
  const values = { ...fromEvent(manifest.inputs, sources.event), ...given };
  const found = [...sources.flags.problems, ...decoding.problems, ...decoding.given.problems()];
  const wrong = check(manifest, values).filter((problem) => !isKnown(found, problem));
  const problems = [...found, ...wrong.map((problem) => withSource(manifest.inputs, problem))];
  return {
    values: problems.length === 0 ? complete(manifest, values) : values,
    secrets: [
      ...new Set([...secretTextsOf(manifest.inputs, values), ...decoding.secrets, ...sources.flags.secrets]),
    ],
    problems,
    secretVariables: [...decoding.secretVariables],
  };
}

/** Values that a template takes from the event (`from: 'event.repository.cloneUrl'`) where none is given. */
function fromEvent(fields: Fields, event: unknown): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, { from = '' }]) => {
    const [root, ...path] = from.split('.');
    const value = root === 'event' ? path.reduce(ownValue, event) : undefined;
    return [name, value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** In a pipeline it need not be given; by hand nobody fills it in from the output of an earlier task. */
function withSource(fields: Fields, problem: Problem): Problem {
  const { code, path, hint } = problem;
  const [root, output] = (path.length === 1 ? (fields[String(path[0])]?.from ?? '') : '').split('.');
  if (code !== 'INPUT_MISSING' || root !== 'tasks') return problem;
  return { ...problem, hint: `${hint} In a pipeline it is the output \`${output}\` of an earlier task.` };
}

function ownValue(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** One problem for one place: what cannot be read is not reported as missing too. */
function isKnown(found: readonly Problem[], { path }: Problem): boolean {
  return found.some(
    (known) => known.path.length > 0 && known.path.every((part, index) => part === path[index]),
  );
}

interface Decoding {
  readonly env: InputSources['env'];
  readonly given: GivenInputs;
  readonly problems: Problem[];
  readonly secrets: string[];
  readonly secretVariables: Set<string>;
  readonly seen: Set<string>;
}

function decodeFields(
  decoding: Decoding,
  parent: readonly string[],
  fields: Fields,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, field]) => [name, decodeField(decoding, [...parent, name], field)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

function decodeField(decoding: Decoding, path: readonly string[], field: Field): unknown {
  decoding.seen.add(path.join('.'));
  noteSecretVariable(decoding, path, field);
  if (isCases(field)) return decodeCases(decoding, path, field);
  if (isObject(field)) return decodeObject(decoding, path, field);
  if (isMap(field)) return decodeMap(decoding, path, field);
  const given = decoding.given.take(path);
  if (given === undefined) return undefined;
  if (!isList(field)) return decodeText(decoding, path, field, given.texts[0] ?? '', given.by);
  const single = given.texts.length === 1 ? (given.texts[0] ?? '') : undefined;
  const flag = given.by.startsWith('--') && !given.by.endsWith('-file');
  if (single !== undefined && (!flag || isJsonList(single))) {
    return decodeText(decoding, path, field, single, given.by);
  }
  return given.texts.map((text) => decodeText(decoding, path, field.items, text, given.by));
}

function decodeCases(decoding: Decoding, path: readonly string[], field: CasesField): unknown {
  const given = decoding.given.take(path);
  const chosen = given?.texts[0] ?? field.default;
  const one = chosen !== undefined && Object.hasOwn(field.cases, chosen) ? field.cases[chosen] : undefined;
  if (one !== undefined) {
    const values = decodeFields(decoding, path, one.fields);
    return given === undefined && Object.keys(values).length === 0 ? undefined : { case: chosen, ...values };
  }
  if (chosen === undefined) return undefined;
  const names = Object.keys(field.cases);
  const near = nearest(chosen, names);
  decoding.problems.push(
    inputProblem(
      'INPUT_INVALID',
      path,
      `${inputName(path)} must be ${alternatives(names)}, got ${quoted(chosen)}.`,
      near === undefined ? `Set ${inputVariable(path)} to one of them.` : `Did you mean ${quoted(near)}?`,
    ),
  );
  // The fields are looked at all the same, so that they are not reported as those of another case.
  const unheard = { ...decoding, problems: [] };
  for (const other of Object.values(field.cases)) decodeFields(unheard, path, other.fields);
  return undefined;
}

/** As JSON, by its fields, or both: then the fields win. */
function decodeObject(decoding: Decoding, path: readonly string[], field: ObjectField): unknown {
  const given = decoding.given.take(path);
  const whole = given && decodeText(decoding, path, field, given.texts[0] ?? '', given.by);
  const values = decodeFields(decoding, path, field.properties);
  if (isRecord(whole)) return { ...whole, ...values };
  return Object.keys(values).length === 0 ? undefined : values;
}

/** As JSON, by flags for single entries, or both: then the entries win. */
function decodeMap(decoding: Decoding, path: readonly string[], field: MapField): unknown {
  const given = decoding.given.take(path);
  const whole = given && decodeText(decoding, path, field, given.texts[0] ?? '', given.by);
  const entries = [...decoding.given.takeEntries(path)].map(
    ([key, text]) =>
      [
        key,
        decodeText(decoding, [...path, key], field.additionalProperties, text, `--${path.join('.')}.${key}`),
      ] as const,
  );
  if (whole === undefined && entries.length === 0) return undefined;
  return { ...(isRecord(whole) ? whole : {}), ...Object.fromEntries(entries) };
}

function decodeText(
  decoding: Decoding,
  path: readonly string[],
  field: Field,
  text: string,
  by: string,
): unknown {
  const parsed = parseText(field, text);
  if ('value' in parsed) return parsed.value;
  const secret = holdsSecret(field);
  if (secret) decoding.secrets.push(text);
  decoding.problems.push(
    inputProblem(
      'INPUT_INVALID',
      path,
      `${inputName(path)} ${parsed.rule}, got ${secret ? 'a secret text' : quoted(text)}.`,
      `Correct \`${by}\`, for instance to ${parsed.example}.`,
    ),
  );
  return undefined;
}

function isJsonList(text: string): boolean {
  return 'value' in parseJson(text, Array.isArray, '', '');
}

/** A secret as a variable is for runners that have nothing else; it is noted also where a flag wins over it. */
function noteSecretVariable(decoding: Decoding, path: readonly string[], field: Field): void {
  const name = inputVariable(path);
  const text = decoding.env[name] ?? '';
  if (text === '' || isCases(field) || !holdsSecret(field)) return;
  const texts = secretsInText(field, text);
  if (texts.length > 0) decoding.secretVariables.add(name);
  decoding.secrets.push(...texts);
}

/** The secrets in a text that stands for a value; the whole text where it cannot be read. */
function secretsInText(field: Field, text: string): readonly string[] {
  const parsed = parseText(field, text);
  return 'value' in parsed ? secretTexts(field, parsed.value) : [text];
}

function alternatives(names: readonly string[]): string {
  const all = names.map(quoted);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}
