import { holdsSecret, type Manifest, nearest, type Problem } from '@stepyard/catalog';
import { inputVariable } from '../names.ts';
import { type FlagName, findFlag, flagNames } from './flag-names.ts';
import { inputPlaces, isBoolean, isCases, isList } from './place.ts';
import { inputName, inputProblem, quoted } from './problem.ts';
import { type GivenFlag, splitArguments } from './split-arguments.ts';

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
  const split = splitArguments(names, argv);
  const asksHelp = (flag: string): boolean => flag === '--help' || flag === '-h';
  const unknown = split.unknown.filter((flag) => !asksHelp(flag));
  const strays = split.strays.filter((stray) => !asksHelp(stray));
  const read: Reading = {
    texts: new Map(),
    files: new Map(),
    entries: new Map(),
    help: unknown.length < split.unknown.length || strays.length < split.strays.length,
    problems: [
      ...unknown.map((flag) => unknownFlag(names, flag)),
      ...strays.map((stray) => (stray.startsWith('-') ? unknownFlag(names, stray) : strayWord(stray, ''))),
      ...split.after.map((word) => strayWord(word, ' after `--`')),
    ],
    secrets: [],
  };
  for (const flag of split.flags) readFlag(read, flag);
  return read;
}

interface Reading extends Flags {
  readonly texts: Map<string, readonly string[]>;
  readonly files: Map<string, string>;
  readonly entries: Map<string, Map<string, string>>;
  readonly problems: Problem[];
  readonly secrets: string[];
}

function readFlag(to: Reading, { flag, given, values }: GivenFlag): void {
  const { path, fields } = flag.place;
  const name = path.join('.');
  const plain = flag.file === undefined && flag.key === undefined;
  const refuse = (message: string, hint: string): void => {
    to.problems.push(inputProblem('INPUT_INVALID', path, message, hint));
  };
  if (flag.file === undefined && fields.some((field) => !isCases(field) && holdsSecret(field))) {
    to.secrets.push(...values.filter((value) => value !== ''));
    refuse(
      `${inputName(path)} is secret and cannot be the value of a flag, where other processes can read it.`,
      `Put it into a file and give \`--${name}-file PATH\`, or set ${inputVariable(path)}.`,
    );
  } else if (values.includes('') && !(plain && fields.some(isBoolean))) {
    refuse(
      `\`${given}\` needs a value, got none.`,
      `Write \`${given}=VALUE\`; a value that starts with a dash needs the equals sign.`,
    );
  } else if (values.length > 1 && !(plain && fields.some(isList))) {
    refuse(
      `\`${given}\` can be given once, got ${values.length} values: ${values.map(quoted).join(', ')}.`,
      'Leave all but one of them out.',
    );
  } else if (flag.file) {
    to.files.set(name, values.join(''));
  } else if (flag.key !== undefined) {
    const entries = to.entries.get(name) ?? new Map<string, string>();
    to.entries.set(name, entries.set(flag.key, values.join('')));
  } else {
    const texts = values.map((value) => (value === '' ? 'true' : value));
    to.texts.set(name, texts);
  }
}

function strayWord(word: string, where: string): Problem {
  return inputProblem(
    'INPUT_UNKNOWN',
    [],
    `A step takes flags only, got the word ${quoted(word)}${where}.`,
    'Write inputs as `--name value`; quote a value that has spaces.',
  );
}

function unknownFlag(names: ReadonlyMap<string, FlagName>, flag: string): Problem {
  const name = flag.replace(/=[\s\S]*$/, '');
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
