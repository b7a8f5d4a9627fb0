import { exampleFlags } from './example-flags.ts';
import { type FieldRow, fieldRows } from './field-rows.ts';
import type { Manifest } from './manifest.ts';
import type { Language, Words } from './words.ts';
import { textWidth, wrap } from './wrap.ts';

const labels = {
  usage: { en: 'Usage', zh: '用法' },
  inputs: { en: 'Inputs', zh: '输入' },
  outputs: { en: 'Outputs', zh: '输出' },
  examples: { en: 'Examples', zh: '示例' },
  deprecated: { en: 'Deprecated', zh: '已弃用' },
  required: { en: 'required', zh: '必填' },
  default: { en: 'default', zh: '默认' },
  from: { en: 'from', zh: '来自' },
  case: { en: 'with', zh: '当' },
  optional: { en: 'may be absent', zh: '可能没有' },
} satisfies Record<string, Words>;

/** What `--help` of a step prints: every flag and variable with type and default, outputs and examples. */
export function helpText(
  manifest: Manifest,
  language: Language,
  options: { readonly width?: number } = {},
): string {
  const width = Math.max(40, options.width ?? 80);
  const { name, version, title, help, deprecated } = manifest;
  const inputs = fieldRows(manifest.inputs, language);
  const outputs = fieldRows(manifest.outputs, language);
  const sections = [
    `${name} ${version}: ${title[language]}`,
    wrap(help[language], width, ''),
    deprecated &&
      wrap(`${labels.deprecated[language]} ${deprecated.since}: ${deprecated.message[language]}`, width, ''),
    `${labels.usage[language]}: ${name} ${inputs.length > 0 ? '[--INPUT VALUE]… ' : ''}`.trimEnd(),
    inputs.length > 0 &&
      `${labels.inputs[language]}:\n${inputs.map((row) => inputText(row, language, width)).join('\n')}`,
    outputs.length > 0 &&
      `${labels.outputs[language]}:\n${outputs.map((row) => outputText(row, language, width)).join('\n')}`,
    manifest.examples.length > 0 && examplesText(manifest, language, width),
  ];
  return `${sections.filter((section) => section).join('\n\n')}\n`;
}

function inputText(row: FieldRow, language: Language, width: number): string {
  const facts = [
    row.kind,
    row.default !== undefined && `${labels.default[language]} ${shown(row.default)}`,
    row.required && row.from === undefined && labels.required[language],
    row.from !== undefined && `${labels.from[language]} ${row.from}`,
    row.case !== undefined && `${labels.case[language]} ${parentOf(row)}=${row.case}`,
  ].filter((fact) => fact);
  return [
    `  ${pad(row.flag, 28)} ${row.variable}`,
    wrap(`${sentence(row)} [${facts.join('; ')}]`, width, '      '),
  ].join('\n');
}

function outputText(row: FieldRow, language: Language, width: number): string {
  const kind = row.required ? row.kind : `${row.kind}; ${labels.optional[language]}`;
  return `  ${row.path}\n${wrap(`${sentence(row)} [${kind}]`, width, '      ')}`;
}

function examplesText({ name, inputs, examples }: Manifest, language: Language, width: number): string {
  const texts = examples.map((example) => {
    const flags = exampleFlags(inputs, example.with).join(' ');
    const command = `  ${name} ${flags}`.trimEnd();
    const broken = command.length > width ? command.replace(/ (?=--)/g, ' \\\n    ') : command;
    return `${wrap(example.title[language], width, '  # ')}\n${broken}`;
  });
  return `${labels.examples[language]}:\n${texts.join('\n')}`;
}

function sentence({ title, help, deprecated }: FieldRow): string {
  return [help === undefined ? title : `${title}: ${help}`, deprecated].filter(Boolean).join(' ');
}

function parentOf({ path }: FieldRow): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function shown(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}
