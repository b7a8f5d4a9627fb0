import type { Command, Option } from 'commander';
import { examplesOf } from '../../cli/src/examples.ts';
import { program } from '../../cli/src/program.ts';

const everywhere = 'Everywhere:';

/** The reference of the command, as the program itself knows it. */
export function commandsReference(): string {
  const root = program();
  const commands = leaves(root);
  const common = optionsOf(commands.find((one) => optionsOf(one, everywhere).length > 0) ?? root, everywhere);
  return [
    'Most commands understand these options:',
    optionTable(common),
    ...commands.map((command) => section(command)),
  ].join('\n\n');
}

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function section(command: Command): string {
  const usage = [pathOf(command), ...command.registeredArguments.map(argumentText)].join(' ');
  const options = optionsOf(command, undefined);
  const examples = examplesOf(command);
  return [
    `### ${usage.replaceAll(/[<>]/g, '\\$&')}`,
    `${sentence(command.description())}`,
    ...(options.length > 0 ? [optionTable(options)] : []),
    ...(examples.length > 0 ? [`\`\`\`sh\n${examples.join('\n')}\n\`\`\``] : []),
  ].join('\n\n');
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function argumentText(argument: Command['registeredArguments'][number]): string {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionsOf(command: Command, group: string | undefined): readonly Option[] {
  return command.options.filter((option) => option.helpGroupHeading === group);
}

function optionTable(options: readonly Option[]): string {
  const rows = options.map((option) => `| \`${option.flags}\` | ${cell(optionText(option))} |`);
  return ['| Option | What it does |', '| --- | --- |', ...rows].join('\n');
}

function optionText({ description, argChoices, defaultValue }: Option): string {
  const choices = argChoices === undefined ? '' : `: ${argChoices.join(' or ')}`;
  const preset = defaultValue === undefined ? '' : ` (default: \`${defaultValue}\`)`;
  return `${description}${choices}${preset}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
