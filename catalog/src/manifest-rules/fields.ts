import { check } from '../check.ts';
import type { Field, Fields } from '../field.ts';
import { placeText } from '../place.ts';
import { fieldsWithin, mayBeAbsent } from '../presence.ts';
import { inputVariable } from '../variable.ts';

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype)).add('prototype');
/** What `--help` and its like would mean otherwise. */
const flags = new Set(['help', 'version', 'manifest']);

/** Rules for a set of fields that JSON Schema cannot say. */
export function checkFieldSet(
  of: 'inputs' | 'outputs',
  fields: Fields,
  sections: readonly string[],
): string[] {
  return walk([of], fields, (path, field, name) => [
    ...(name === undefined ? [] : checkName(path, name, field)),
    ...(of === 'inputs' && path.length === 2 && flags.has(name ?? '') ? [isReserved(path)] : []),
    ...(of === 'inputs' ? checkSection(path, field, sections) : checkOutput(path, field)),
    ...checkKind(path, field),
    ...checkDefault(path, field),
  ]);
}

type Visit = (path: readonly string[], field: Field, name: string | undefined) => string[];

function walk(path: readonly string[], fields: Fields, visit: Visit): string[] {
  return [
    ...sameVariables(path, Object.keys(fields)),
    ...Object.entries(fields).flatMap(([name, field]) => walkField([...path, name], field, name, visit)),
  ];
}

function walkField(path: readonly string[], field: Field, name: string | undefined, visit: Visit): string[] {
  const own = visit(path, field, name);
  if ('properties' in field) return [...own, ...walk(path, field.properties, visit)];
  if ('cases' in field) {
    const within = Object.entries(field.cases).flatMap(([one, { fields }]) =>
      walk([...path, one], fields, visit),
    );
    return [...own, ...within];
  }
  return [
    ...own,
    ...fieldsWithin(field).flatMap((item) => walkField([...path, 'items'], item, undefined, visit)),
  ];
}

function sameVariables(path: readonly string[], names: readonly string[]): string[] {
  const byVariable = Map.groupBy(names, (name) => inputVariable([name]));
  return [...byVariable]
    .filter(([, same]) => same.length > 1)
    .map(([variable, same]) => {
      const quoted = same.map((name) => placeText([...path, name])).join(' and ');
      return `${quoted} have the same variable ${variable}.`;
    });
}

function checkName(path: readonly string[], name: string, field: Field): string[] {
  const at = placeText(path);
  if (inherited.has(name) || name === 'case') return [isReserved(path)];
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return [`${at} must be named in camelCase.`];
  if (field.type === 'boolean' && /^(?:no|dont|not|enable|disable)[A-Z]/.test(name)) {
    return [`${at} must be named by an adjective or a noun, neither \`enable…\` nor negative.`];
  }
  return [];
}

function isReserved(path: readonly string[]): string {
  return `${placeText(path)} has a reserved name.`;
}

function checkSection(path: readonly string[], { section }: Field, sections: readonly string[]): string[] {
  if (section === undefined || sections.includes(section)) return [];
  return [`${placeText(path)} stands in the section \`${section}\`, which \`sections\` does not declare.`];
}

function checkOutput(path: readonly string[], field: Field): string[] {
  const wrong = ['secret', 'default', 'from', 'options', 'section', 'widget', 'connection'].filter(
    (key) => key in field,
  );
  return wrong.map((key) => `${placeText(path)} is an output, which may not have \`${key}\`.`);
}

function checkKind(path: readonly string[], field: Field): string[] {
  const at = placeText(path);
  const problems: string[] = [];
  for (const key of ['pattern', 'keyPattern'] as const) {
    const source = key in field ? Object.entries(field).find(([name]) => name === key)?.[1] : undefined;
    if (typeof source === 'string' && !isPattern(source))
      problems.push(`${at}: \`${key}\` is no regular expression.`);
  }
  if ('enum' in field && field.labels !== undefined) {
    const without = field.enum.filter((choice) => !Object.hasOwn(field.labels ?? {}, choice));
    const unknown = Object.keys(field.labels).filter((choice) => !field.enum.includes(choice));
    problems.push(...without.map((choice) => `${at}: the choice \`${choice}\` has no label.`));
    problems.push(...unknown.map((choice) => `${at}: the label \`${choice}\` belongs to no choice.`));
  }
  if (field.type === 'integer' || field.type === 'number') {
    if ((field.minimum ?? -Infinity) > (field.maximum ?? Infinity))
      problems.push(`${at}: \`minimum\` is above \`maximum\`.`);
  }
  return problems;
}

function checkDefault(path: readonly string[], field: Field): string[] {
  const value = 'default' in field ? field.default : undefined;
  const at = placeText([...path, 'default']);
  if (value === undefined) return [];
  if (field.optional) return [`${at} makes \`optional\` void: leave one of the two out.`];
  if ('cases' in field) {
    const chosen =
      typeof value === 'string' && Object.hasOwn(field.cases, value) ? field.cases[value] : undefined;
    if (chosen === undefined) return [`${at} must name one of the cases.`];
    const needed = Object.entries(chosen.fields).filter(([, one]) => !mayBeAbsent(one));
    return needed.map(([name]) => `${at} names a case whose field \`${name}\` is required.`);
  }
  const bare = { name: 'default', inputs: { default: { ...field, title: { en: 'Default', zh: '默认值' } } } };
  return check(bare, { default: value }).map(
    (problem) => `${placeText([...path, ...problem.path])} ${problem.message.replace(/^`[^`]*` /, '')}`,
  );
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
