import { hasExpression } from './expression-text.ts';
import type { CasesField, Field, Fields, ListField, MapField } from './field.ts';
import { hintFor } from './hint.ts';
import { isRecord } from './is-record.ts';
import { fitsLeaf, isLeaf } from './leaf.ts';
import { nearest } from './nearest.ts';
import { outermost, type Place, placeOf, placeOfItem, placeText } from './place.ts';
import { mayBeAbsent, mayBeOmitted } from './presence.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { quoteText, quoteValue } from './quote.ts';
import { listing, ruleOf } from './rule.ts';
import { isSame } from './same.ts';

export interface CheckOptions {
  /** The values are authored: `${{ … }}` may stand anywhere, what has a source may be left out. */
  readonly expressions?: boolean;
}

interface Checkable {
  readonly name: string;
  readonly inputs: Fields;
}

type Report = (code: ProblemCode, place: Place, message: string, hint: string) => void;

interface Check {
  readonly authored: boolean;
  readonly report: Report;
}

/** Finds all that is wrong with a set of inputs: the one checker of form, API, engine and container. */
export function check(manifest: Checkable, values: unknown, options: CheckOptions = {}): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (code, { path }, message, hint) => problems.push({ code, path, message, hint });
  const owner = `an input of \`${manifest.name}\``;
  checkFields({ authored: options.expressions === true, report }, manifest.inputs, values, outermost, owner);
  return problems;
}

function checkFields(
  run: Check,
  fields: Fields,
  values: unknown,
  place: Place,
  owner: string,
  skip?: 'case',
) {
  if (!isRecord(values)) {
    run.report('INPUT_INVALID', place, 'The inputs must be an object.', 'Write each input as `name: value`.');
    return;
  }
  const names = Object.keys(fields);
  for (const key of Object.keys(values)) {
    if (Object.hasOwn(fields, key) || key === skip) continue;
    const at = placeOf(place, key);
    run.report('INPUT_UNKNOWN', at, `${placeText(at.path)} is not ${owner}.`, likely(key, names));
  }
  for (const [name, field] of Object.entries(fields)) {
    const at = placeOf(place, name);
    checkPresence(run, field, Object.hasOwn(values, name) ? values[name] : undefined, at);
  }
}

function checkPresence(run: Check, field: Field, value: unknown, place: Place) {
  const needed = !(run.authored ? mayBeOmitted(field) : mayBeAbsent(field));
  if (value === undefined || (value === '' && needed && !('enum' in field) && field.type === 'string')) {
    if (!needed) return;
    const message = `${placeText(place.path)} must be given.`;
    run.report('INPUT_MISSING', place, message, hintFor(field, place, run.authored));
    return;
  }
  checkValue(run, field, value, place);
}

function checkValue(run: Check, field: Field, value: unknown, place: Place) {
  if (run.authored && hasExpression(value)) return checkExpression(run, field, place);
  if (isLeaf(field)) return checkLeaf(run, field, value, place);
  if ('cases' in field) return checkCases(run, field, value, place);
  if ('items' in field) return checkList(run, field, value, place);
  if (!isRecord(value)) return refuse(run, field, value, place);
  if ('additionalProperties' in field) return checkMap(run, field, value, place);
  checkFields(run, field.properties, value, place, `a field of ${placeText(place.path)}`);
}

function checkExpression(run: Check, field: Field, place: Place) {
  if (!('literal' in field)) return;
  const message = `${placeText(place.path)} must stand as it is, without an expression: it is code.`;
  run.report(
    'INPUT_INVALID',
    place,
    message,
    'Hand the value over as a variable: `env: { NAME: ${{ … }} }`.',
  );
}

function checkLeaf(run: Check, field: Field, value: unknown, place: Place) {
  if (run.authored && 'secret' in field) {
    const message = `${placeText(place.path)} must be a reference to a secret, got ${quoteValue(value, field)}.`;
    run.report('INPUT_INVALID', place, message, hintFor(field, place, true));
  } else if (isLeaf(field) && !fitsLeaf(field, value)) refuse(run, field, value, place);
}

function checkCases(run: Check, field: CasesField, value: unknown, place: Place) {
  const given = typeof value === 'string' ? { case: value } : value;
  if (!isRecord(given) || !Object.hasOwn(given, 'case')) return refuse(run, field, value, place);
  if (run.authored && hasExpression(given.case)) return;
  const name =
    typeof given.case === 'string' && Object.hasOwn(field.cases, given.case) ? given.case : undefined;
  const chosen = name === undefined ? undefined : field.cases[name];
  if (chosen === undefined) return refuse(run, field, given.case, place);
  const owner = `a field of the case \`${name}\` of ${placeText(place.path)}`;
  checkFields(run, chosen.fields, given, place, owner, 'case');
}

function checkList(run: Check, field: ListField, value: unknown, place: Place) {
  if (!Array.isArray(value)) return refuse(run, field, value, place);
  const items: readonly unknown[] = value;
  const { minItems = 0, maxItems = Infinity } = field;
  if (items.length < minItems || items.length > maxItems) {
    const message = `${placeText(place.path)} must be ${ruleOf(field)}, got ${items.length}.`;
    run.report('INPUT_INVALID', place, message, hintFor(field, place, run.authored));
  }
  for (const [index, item] of items.entries()) {
    const at = placeOfItem(place, field.items, index);
    checkValue(run, field.items, item, at);
    if (!field.uniqueItems) continue;
    const first = items.findIndex((other) => isSame(other, item));
    if (first < index) {
      const message = `${placeText(at.path)} must differ from the items before it, is the same as item ${first}.`;
      run.report('INPUT_INVALID', at, message, 'Leave one of the two out.');
    }
  }
}

function checkMap(run: Check, field: MapField, value: Readonly<Record<string, unknown>>, place: Place) {
  const key = new RegExp(field.keyPattern ?? '', 'u');
  for (const [name, item] of Object.entries(value)) {
    const at = placeOfItem(place, field.additionalProperties, name);
    if (name === '__proto__' || !key.test(name)) {
      const rule =
        field.keyPattern === undefined ? 'differ from `__proto__`' : `match \`${field.keyPattern}\``;
      run.report(
        'INPUT_INVALID',
        at,
        `The names in ${placeText(place.path)} must ${rule}, got ${quoteText(name)}.`,
        'Choose another name.',
      );
    }
    checkValue(run, field.additionalProperties, item, at);
  }
}

function refuse(run: Check, field: Field, value: unknown, place: Place) {
  const message = `${placeText(place.path)} must be ${ruleOf(field)}, got ${quoteValue(value, field)}.`;
  run.report('INPUT_INVALID', place, message, hintFor(field, place, run.authored));
}

/** What may have been meant by a name that is not known. */
function likely(name: string, names: readonly string[]): string {
  if (names.length === 0) return 'Leave it out.';
  const meant = nearest(name, names);
  if (meant !== undefined) return `Did you mean \`${meant}\`?`;
  const quoted = names.map((one) => `\`${one}\``);
  return `Known ${names.length === 1 ? 'is' : 'are'} ${listing(quoted, 'and')}.`;
}
