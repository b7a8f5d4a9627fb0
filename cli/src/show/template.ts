import type { FieldRow, TemplateDescription, TraitDescription } from '@stepyard/catalog';
import { stringify } from 'yaml';
import { paint } from './style.ts';
import { table } from './table.ts';

/** A template for the terminal: inputs with defaults and owners, outputs, traits and their conflicts, examples. */
export function templateText(template: TemplateDescription): string {
  const { manifest } = template;
  return joined([
    `${paint('bold', template.name)} ${template.version}  ${template.title}\n${template.help}`,
    template.deprecated && paint('yellow', `deprecated: ${template.deprecated}`),
    section('Inputs', fieldTable(template.inputs)),
    template.outputs.length > 0 && section('Outputs', outputTable(template.outputs)),
    manifest.caches &&
      section(
        'Caches',
        Object.entries(manifest.caches)
          .map(([name, { title }]) => `${name}  ${title.en}`)
          .join('\n'),
      ),
    manifest.tools &&
      section(
        'Tools',
        manifest.tools
          .map(
            ({ name, version, optional }) =>
              `${name}${version ? ` ${version}` : ''}${optional ? ' (optional)' : ''}`,
          )
          .join(', '),
      ),
    template.traits.length > 0 &&
      section(
        'Traits',
        table(
          ['TRAIT', 'TITLE', 'OWNER', 'CLAIMS', 'CONFLICTS WITH'],
          template.traits.map(({ name, title, owner, claims, conflictsWith }) => [
            name,
            title,
            owner,
            claims.join(', '),
            conflictsWith.join(', '),
          ]),
        ),
      ),
    ...template.examples.map(({ title, with: values }) => section(title, taskText(template.name, values))),
    `All flags: stepyard step ${template.name} --help`,
  ]);
}

export function traitText(trait: TraitDescription): string {
  return joined([
    `${paint('bold', trait.name)}  ${trait.title}\n${trait.help}`,
    section('Inputs', fieldTable(trait.inputs)),
    section('Applies to', [...trait.templates, ...trait.workloads].join(', ') || 'nothing in this catalog'),
    trait.claims.length > 0 && section('Claims', trait.claims.join(', ')),
    trait.conflictsWith.length > 0 && section('Conflicts with', trait.conflictsWith.join(', ')),
  ]);
}

/** An example as the task of a pipeline. */
function taskText(template: string, values: Readonly<Record<string, unknown>>): string {
  const task = { template, ...(Object.keys(values).length > 0 && { with: values }) };
  return stringify([task], { lineWidth: 100 }).trimEnd();
}

function fieldTable(fields: readonly FieldRow[]): string {
  if (fields.length === 0) return 'none';
  const rows = fields.map((field) => [nameOf(field), field.kind, defaultOf(field), field.owner, field.title]);
  const advanced = fields.some((field) => field.advanced) ? paint('dim', '\n+ seldom needed') : '';
  return `${table(['NAME', 'KIND', 'DEFAULT', 'OWNER', 'TITLE'], rows)}${advanced}`;
}

function outputTable(fields: readonly FieldRow[]): string {
  return table(
    ['NAME', 'KIND', 'TITLE'],
    fields.map(({ path, kind, title }) => [path, kind, title]),
  );
}

function nameOf({ path, case: of, advanced }: FieldRow): string {
  return `${path}${of ? paint('dim', ` (${of})`) : ''}${advanced ? paint('dim', ' +') : ''}`;
}

function defaultOf(field: FieldRow): string {
  if (field.default !== undefined) return JSON.stringify(field.default);
  if (field.from !== undefined) return `from ${field.from}`;
  return field.required ? paint('bold', 'required') : '';
}

function section(title: string, text: string): string {
  return `${paint('bold', title)}\n${text}`;
}

function joined(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string').join('\n\n');
}
