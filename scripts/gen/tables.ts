import {
  type Catalog,
  categoryList,
  describeTrait,
  type FieldRow,
  fieldRows,
  formats,
  type Manifest,
  vocabulary,
} from '@stepyard/catalog';
import { stringify } from 'yaml';

/** The inputs of a template as a Markdown table. */
export function inputsTable(manifest: Manifest): string {
  const rows = fieldRows(manifest.inputs, 'en');
  if (rows.length === 0) return 'None.';
  return table(
    ['Input', 'Kind', 'Default', 'What it is'],
    rows.map((row) => [name(row), code(row.kind), preset(row), words(row)]),
  );
}

/** The outputs of a template as a Markdown table. */
export function outputsTable(manifest: Manifest): string {
  const rows = fieldRows(manifest.outputs, 'en');
  const more =
    manifest.outputsFrom === undefined
      ? ''
      : `\n\nAnd, as text, what the input \`${manifest.outputsFrom}\` names.`;
  if (rows.length === 0) return `None.${more}`;
  const cells = rows.map((row) => [
    code(row.path),
    code(row.kind),
    words(row) + (row.required ? '' : ' May be absent.'),
  ]);
  return table(['Output', 'Kind', 'What it is'], cells) + more;
}

/** The examples of a template as tasks of a pipeline. */
export function examplesText(manifest: Manifest): string {
  const texts = manifest.examples.map(({ title, with: values }) => {
    const task = {
      id: manifest.name,
      template: manifest.name,
      ...(Object.keys(values).length > 0 && { with: values }),
    };
    return `${title.en}:\n\n\`\`\`yaml\n${stringify([task], { lineWidth: 0 })}\`\`\``;
  });
  return texts.join('\n\n') || 'None.';
}

/** All templates as a Markdown table, category by category. */
export function templatesTable(catalog: Catalog): string {
  const rows = categoryList.flatMap(({ name: category, title }) =>
    catalog.templates
      .filter((one) => one.category === category)
      .map((one) => [code(one.name), one.title.en, one.title.zh, `${title.en} ${title.zh}`, one.help.en]),
  );
  return table(['Template', 'Title', '标题', 'Category', 'What it does'], rows);
}

/** All traits as a Markdown table. */
export function traitsTable(catalog: Catalog): string {
  const rows = catalog.traits.map((trait) => {
    const { conflictsWith, claims, owner, help } = describeTrait(catalog, trait, 'en');
    return [
      code(trait.name),
      `${trait.title.en} ${trait.title.zh}`,
      owner,
      claims.map(code).join(' '),
      conflictsWith.map(code).join(' '),
      help,
    ];
  });
  return table(['Trait', 'Title', 'Owner', 'Sets', 'Not beside', 'What it does'], rows);
}

/** The formats of texts as a Markdown table. */
export function formatsTable(): string {
  const rows = Object.entries(formats).map(([format, { rule, examples }]) => [
    code(format),
    rule,
    examples.map(code).join(' '),
  ]);
  return table(['Format', 'The text is', 'For instance'], rows);
}

/** The vocabulary as a Markdown table. */
export function wordsTable(): string {
  const rows = Object.entries(vocabulary).map(([word, { means, instead }]) => [
    code(word),
    means,
    instead.map(code).join(' '),
  ]);
  return table(['Word', 'What it holds', 'Not'], rows);
}

function name(row: FieldRow): string {
  const parent = row.path.slice(0, row.path.lastIndexOf('.'));
  return code(row.path) + (row.case === undefined ? '' : ` (${code(`${parent}: ${row.case}`)})`);
}

function preset(row: FieldRow): string {
  if (row.default !== undefined) return code(JSON.stringify(row.default));
  if (row.from !== undefined) return `from ${code(row.from)}`;
  return row.required ? '**required**' : '';
}

function words({ title, help, deprecated }: FieldRow): string {
  const text = help === undefined ? `${title}.` : `${title}. ${help}`;
  return deprecated === undefined ? text : `${text} **Deprecated:** ${deprecated}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((cells) => cells.map(cell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
