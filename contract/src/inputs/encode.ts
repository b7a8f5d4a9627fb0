import { type Field, type Fields, holdsSecret, type Manifest } from '@stepyard/catalog';
import { isRecord } from '../json.ts';
import { inputFileVariable, inputVariable } from '../names.ts';
import { isCases, isList, isMap, isObject } from './place.ts';

/** Inputs as a container is given them. */
export interface EncodedInputs {
  /** Variables; they hold no secret. */
  readonly env: Readonly<Record<string, string>>;
  /** Content of files without secrets, by the variable that names the file: what a variable cannot hold. */
  readonly files: Readonly<Record<string, string>>;
  /** Content of files with secrets, by the variable that names the file. */
  readonly secretFiles: Readonly<Record<string, string>>;
}

/** Linux refuses a variable of 128 KiB, and all variables together of 2 MiB; longer values go into files. */
const longestVariable = 16_384;

/**
 * Writes the values of a task's inputs as variables and files (docs/contract.md, clauses I).
 * The values are complete and checked; `decodeInputs` gives them back.
 */
export function encodeInputs(
  manifest: Pick<Manifest, 'inputs'>,
  values: Readonly<Record<string, unknown>>,
): EncodedInputs {
  const encoded = { env: {}, files: {}, secretFiles: {} };
  encodeFields(encoded, [], manifest.inputs, values);
  return encoded;
}

interface Encoding {
  readonly env: Record<string, string>;
  readonly files: Record<string, string>;
  readonly secretFiles: Record<string, string>;
}

function encodeFields(
  to: Encoding,
  parent: readonly string[],
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [name, field] of Object.entries(fields)) {
    if (Object.hasOwn(values, name)) encodeField(to, [...parent, name], field, values[name]);
  }
}

function encodeField(to: Encoding, path: readonly string[], field: Field, value: unknown): void {
  if (value === undefined) return;
  if (isCases(field)) {
    if (!isRecord(value)) return;
    const chosen = String(value.case);
    put(to, path, chosen, false);
    encodeFields(to, path, field.cases[chosen]?.fields ?? {}, value);
  } else if (isObject(field)) {
    if (!isRecord(value)) return;
    const given = Object.keys(field.properties).some((name) => value[name] !== undefined);
    if (given) encodeFields(to, path, field.properties, value);
    else put(to, path, '{}', false);
  } else if (isList(field) || isMap(field)) {
    put(to, path, JSON.stringify(value), holdsSecret(field));
  } else {
    put(to, path, String(value), holdsSecret(field));
  }
}

function put(to: Encoding, path: readonly string[], text: string, secret: boolean): void {
  if (secret) to.secretFiles[inputFileVariable(path)] = fileContent(text);
  else if (fitsVariable(text)) to.env[inputVariable(path)] = text;
  else to.files[inputFileVariable(path)] = fileContent(text);
}

/** An empty variable is not given, so that an empty text is an empty file. */
function fitsVariable(text: string): boolean {
  return text !== '' && !text.includes('\0') && Buffer.byteLength(text) <= longestVariable;
}

/** Readers drop one line break at the end of a file. */
function fileContent(text: string): string {
  return text.endsWith('\n') ? `${text}\n` : text;
}
