import minimist from 'minimist';
import { type FlagName, findFlag } from './flag-names.ts';
import { isBoolean } from './place.ts';

/** The arguments of a step, sorted; every value is text as it was given. */
export interface SplitArguments {
  readonly flags: readonly GivenFlag[];
  /** Long flags that no input has. */
  readonly unknown: readonly string[];
  /** Words and short flags. */
  readonly strays: readonly string[];
  /** What stands after `--`. */
  readonly after: readonly string[];
}

export interface GivenFlag {
  readonly flag: FlagName;
  /** As it was spelled first. */
  readonly given: string;
  /** `''` where none was given. */
  readonly values: readonly string[];
}

/** Sorts arguments into known flags with their values, and the rest. */
export function splitArguments(
  names: ReadonlyMap<string, FlagName>,
  argv: readonly string[],
): SplitArguments {
  const end = argv.indexOf('--');
  const seen: SeenFlag[] = [];
  const numberedArguments = argv
    .slice(0, end === -1 ? undefined : end)
    .map((argument) => numbered(names, seen, argument));
  const strays = new Set<string>();
  const parsed: Record<string, unknown> = minimist(numberedArguments, {
    string: seen.map((_, index) => numberName(index)),
    unknown: (argument) => {
      strays.add(argument);
      return false;
    },
  });
  return {
    flags: seen.flatMap(({ flag, given }, index) =>
      flag === undefined ? [] : [{ flag, given, values: texts(parsed[numberName(index)]) }],
    ),
    unknown: [...new Set(seen.flatMap(({ flag, given }) => (flag === undefined ? [given] : [])))],
    strays: [...strays],
    after: end === -1 ? [] : argv.slice(end + 1),
  };
}

interface SeenFlag {
  /** Absent where no input has the name. */
  readonly flag: FlagName | undefined;
  readonly given: string;
}

/**
 * Puts a number in the place of a flag's name: minimist nests what has a dot, fails on `--auth x --auth.y z`
 * and on `--constructor`, and reads `--no-verify` as a negation also where an input is named `noVerify`.
 */
function numbered(names: ReadonlyMap<string, FlagName>, seen: SeenFlag[], argument: string): string {
  const [, name, value] = /^--([^=]+)(=[\s\S]*)?$/.exec(argument) ?? [];
  if (name === undefined) return argument;
  const exact = findFlag(names, name);
  const negated =
    exact === undefined && value === undefined && name.startsWith('no-')
      ? negatedFlag(names, name.slice('no-'.length))
      : undefined;
  const flag = exact ?? negated;
  const same = flag === undefined ? -1 : seen.findIndex(({ flag: other }) => isSame(flag, other));
  const index = same === -1 ? seen.push({ flag, given: `--${name}` }) - 1 : same;
  return `--${negated === undefined ? '' : 'no-'}${numberName(index)}${value ?? ''}`;
}

/** No argument of a process can hold a NUL, so that nothing given collides with it. */
function numberName(index: number): string {
  return `\0${index}`;
}

function negatedFlag(names: ReadonlyMap<string, FlagName>, name: string): FlagName | undefined {
  const flag = findFlag(names, name);
  const boolean = flag?.file === undefined && flag?.key === undefined && flag?.place.fields.some(isBoolean);
  return boolean ? flag : undefined;
}

function isSame(one: FlagName, other: FlagName | undefined): boolean {
  return one.place === other?.place && one.file === other.file && one.key === other.key;
}

function texts(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map((one) => (one === false ? 'false' : String(one)));
}
