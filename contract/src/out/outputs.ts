import { check, type Fields } from '@stepyard/catalog';
import { parseText } from '../inputs/parse-text.ts';
import { quoted } from '../inputs/problem.ts';
import { isRecord } from '../json.ts';
import { type Parsed, readJson } from './read-json.ts';

/** Outputs that a template says it has; absent for an image without a manifest. */
export interface DeclaredOutputs {
  readonly fields: Fields;
  /** Names of further outputs, all texts (`outputsFrom` of the manifest). */
  readonly listed?: readonly string[];
}

export type Outputs = Readonly<Record<string, unknown>>;

/** Also keeps names safe as variables, keys and parts of paths. */
const outputName = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/;
const mostOutputs = 500;

/** Reads the text of an `outputs.json`. */
export function parseOutputs(text: string, declared?: DeclaredOutputs): Parsed<Outputs> {
  const { value, problems } = readJson('outputs.json', text);
  if (problems.length > 0) return { problems };
  if (!isRecord(value)) return { problems: ['outputs.json: must be an object of names and values.'] };
  return checkOutputs(value, declared);
}

/** Reads the files of the directory `outputs`, by name: one output each, its value by the declared type or as text. */
export function parseOutputFiles(
  files: ReadonlyMap<string, string>,
  declared?: DeclaredOutputs,
): Parsed<Outputs> {
  const values = [...files].map(([name, content]) => {
    const text = content.replace(/\r?\n$/, '');
    const field =
      declared !== undefined && Object.hasOwn(declared.fields, name) ? declared.fields[name] : undefined;
    const parsed = field === undefined ? { value: text } : parseText(field, text);
    return [name, 'value' in parsed ? parsed.value : text] as const;
  });
  return checkOutputs(Object.fromEntries(values), declared);
}

/** Leaves out the outputs whose name or value is not as it must be, and says so. */
export function checkOutputs(values: Outputs, declared?: DeclaredOutputs): Parsed<Outputs> {
  const problems: string[] = [];
  const kept = Object.entries(values).filter(([name, value], index) => {
    const problem =
      index < mostOutputs ? outputProblem(name, value, declared) : `is one of more than ${mostOutputs}`;
    if (problem !== undefined) problems.push(`The output ${quoted(name)} ${problem}.`);
    return problem === undefined;
  });
  return { value: Object.fromEntries(kept), problems };
}

function outputProblem(
  name: string,
  value: unknown,
  declared: DeclaredOutputs | undefined,
): string | undefined {
  if (!outputName.test(name))
    return 'has a name that is not of at most 100 letters, digits, dashes and underscores';
  if (declared === undefined) return undefined;
  if (declared.listed?.includes(name)) return typeof value === 'string' ? undefined : 'must be text';
  const field = Object.hasOwn(declared.fields, name) ? declared.fields[name] : undefined;
  if (field === undefined) return 'is not declared';
  const [problem] = check(
    { name: 'outputs', inputs: { [name]: { ...field, optional: true } } },
    { [name]: value },
  );
  return problem === undefined ? undefined : `is not as declared: ${problem.message.replace(/\.$/, '')}`;
}
