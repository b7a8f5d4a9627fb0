import type { Manifest, Problem } from '@stepyard/catalog';
import minimist from 'minimist';
import { inputVariable } from '../names.ts';
import { type FlagName, findFlag, flagNames } from './flag-names.ts';
import { nearest } from './nearest.ts';
import { holdsSecret, inputPlaces, isBoolean, isList, type Place } from './place.ts';
import { inputName, inputProblem, quoted } from './problem.ts';

/** What the command line gives, by dotted path of the input or field. */
export interface Flags {
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Paths of files that hold the value. */
  readonly files: ReadonlyMap<string, string>;
  /** Single entries of maps, by key. */
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** `--help` or `-h` was given. */
  readonly help: boolean;
  readonly problems: readonly Problem[];
  /** Secret texts that stood on the command line and were refused; to be masked all the same. */
  readonly secrets: readonly string[];
}

/**
 * Reads the arguments of a step. Every value stays text; an unknown flag, a stray word, a flag given
 * twice and a secret as a flag's value are problems.
 */
export function parseFlags(manifest: Pick<Manifest, 'inputs'>, argv: readonly string[]): Flags {
  const names = flagNames(inputPlaces(manifest.inputs));
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  const known: { readonly flag: FlagName; readonly given: string }[] = [];
  const arguments_ = own
    .filter((argument) => argument !== '--help' && argument !== '-h')
    .map((argument) => numbered(names, known, argument));
  const strays = new Set<string>(end === -1 ? [] : argv.slice(end + 1));
  const parsed: Record<string, unknown> = minimist(arguments_, {
    string: known.map((_, index) => numberName(index)),
    unknown: (argument) => {
      strays.add(argument);
      return false;
    },
  });
  const read: Reading = {
    texts: new Map(),
    files: new Map(),
    entries: new Map(),
    help: own.includes('--help') || own.includes('-h'),
    problems: [...strays].map((stray) => strayProblem(names, stray)),
    secrets: [],
  };
  known.forEach(({ flag, given }, index) => {
    const value = parsed[numberName(index)];
    readFlag(read, flag, given, Array.isArray(value) ? value : [value]);
  });
  return read;
}

interface Reading extends Flags {
  readonly texts: Map<string, readonly string[]>;
  readonly files: Map<string, string>;
  readonly entries: Map<string, Map<string, string>>;
  readonly problems: Problem[];
  readonly secrets: string[];
}

/**
 * Puts a number in the place of a known flag's name: minimist nests what has a dot, fails on `--auth x
 * --auth.y z`, and reads `--no-verify` as a negation also where an input is named `noVerify`.
 */
function numbered(
  names: ReadonlyMap<string, FlagName>,
  known: { readonly flag: FlagName; readonly given: string }[],
  argument: string,
): string {
  const [, name, value] = /^--([^=]+)(=[\s\S]*)?$/.exec(argument) ?? [];
  if (name === undefined) return argument;
  const flag = findFlag(names, name);
  const negated = flag === undefined && name.startsWith('no-') && value === undefined;
  const found = negated ? findFlag(names, name.slice('no-'.length)) : flag;
  if (found === undefined || (negated && !canNegate(found))) return argument;
  const same = known.findIndex(({ flag: other }) => isSame(other, found));
  const index = same === -1 ? known.push({ flag: found, given: `--${name}` }) - 1 : same;
  return `--${negated ? 'no-' : ''}${numberName(index)}${value ?? ''}`;
}

/** No argument of a process can hold a NUL, so that nothing given collides with it. */
function numberName(index: number): string {
  return `\0${index}`;
}

function canNegate(flag: FlagName): boolean {
  return flag.file === undefined && flag.key === undefined && flag.place.fields.some(isBoolean);
}

function isSame(one: FlagName, other: FlagName): boolean {
  return one.place === other.place && one.file === other.file && one.key === other.key;
}

function readFlag(to: Reading, flag: FlagName, given: string, values: readonly unknown[]): void {
  const { place } = flag;
  const path = place.path.join('.');
  const texts = values.map((value) => (value === false ? 'false' : String(value)));
  const refuse = (message: string, hint: string): void => {
    to.problems.push(inputProblem('INPUT_INVALID', place.path, message, hint));
  };
  if (flag.file === undefined && place.fields.some(holdsSecret) && !choosesCase(place)) {
    to.secrets.push(...texts.filter((text) => text !== ''));
    refuse(
      `${inputName(place.path)} is secret and cannot be the value of a flag, where other processes can read it.`,
      `Put it into a file and give \`--${path}-file PATH\`, or set ${inputVariable(place.path)}.`,
    );
  } else if (texts.includes('') && (flag.file || flag.key !== undefined || !place.fields.some(isBoolean))) {
    refuse(
      `\`${given}\` needs a value, got none.`,
      `Write \`${given}=VALUE\`; a value that starts with a dash needs the equals sign.`,
    );
  } else if (texts.length > 1 && (flag.file || flag.key !== undefined || !place.fields.some(isList))) {
    refuse(
      `\`${given}\` can be given once, got ${texts.length} values: ${texts.map(quoted).join(', ')}.`,
      'Leave all but one of them out.',
    );
  } else if (flag.file) {
    to.files.set(path, texts.join(''));
  } else if (flag.key !== undefined) {
    const entries = to.entries.get(path) ?? new Map<string, string>();
    to.entries.set(path, entries.set(flag.key, texts.join('')));
  } else {
    to.texts.set(
      path,
      texts.map((text) => (text === '' ? 'true' : text)),
    );
  }
}

/** The flag of an input with cases names one of them, which is no secret. */
function choosesCase(place: Place): boolean {
  return place.fields.every((field) => 'cases' in field);
}

function strayProblem(names: ReadonlyMap<string, FlagName>, stray: string): Problem {
  if (!stray.startsWith('-')) {
    return inputProblem(
      'INPUT_UNKNOWN',
      [],
      `A step takes flags only, got the word ${quoted(stray)}.`,
      'Write inputs as `--name value`; quote a value that has spaces.',
    );
  }
  const name = stray.replace(/=[\s\S]*$/, '');
  const negated = /^--no-(.+)$/.exec(name)?.[1] ?? '';
  if (findFlag(names, negated) !== undefined) {
    return inputProblem(
      'INPUT_UNKNOWN',
      [],
      `\`--no-\` switches a boolean input off, and \`${negated}\` is none, got ${quoted(name)}.`,
      `Leave \`--${negated}\` out to leave it at its default.`,
    );
  }
  const near = nearest(name.replace(/^-+/, ''), [...names.keys()]);
  return inputProblem(
    'INPUT_UNKNOWN',
    [],
    `No input has the flag ${quoted(name)}.`,
    near === undefined ? '`--help` lists the inputs.' : `Did you mean \`--${near}\`?`,
  );
}
