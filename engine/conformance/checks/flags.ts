import { inputVariable } from '@stepyard/catalog';
import { broken, type Check, keptIf, secretInputs, typedInputs } from '../check.ts';
import { sameEnd, told } from '../trial.ts';

/** The command line: clauses I8, I9 and I11. */
export const flagChecks: readonly Check[] = [
  {
    clause: 'I8',
    async prove(proof) {
      const typed = typedInputs(proof);
      const input = typed.find(({ name }) => /[A-Z]/.test(name)) ?? typed[0];
      if (input === undefined) return undefined;
      const { name, fits, field } = input;
      const variable = inputVariable([name]);
      const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const spelled = (flag: string) =>
        field.type === 'boolean' ? (fits === 'true' ? [`--${flag}`] : [`--no-${flag}`]) : [`--${flag}`, fits];
      const camel = await proof.again({ [variable]: undefined }, { args: spelled(name) });
      // A step may take no flags at all; it then refuses them.
      if (camel.status === 2) return 'kept';
      for (const flag of [name, kebab]) {
        const ended = await proof.again({ [variable]: undefined }, { args: spelled(flag) });
        if (!sameEnd(ended, proof.baseline)) return broken(`\`${spelled(flag).join(' ')}\`: ${told(ended)}.`);
      }
      return 'kept';
    },
  },
  {
    clause: 'I9',
    async prove(proof) {
      for (const args of [['--surely-unknown', 'x'], ['stray'], ['--__proto__', 'x'], ['-x']]) {
        const ended = await proof.again({}, { args });
        if (ended.status !== 2) return broken(`\`${args.join(' ')}\` was not refused: ${told(ended)}.`);
      }
      const help = await proof.run({ env: {}, args: ['--help'] });
      const text = help.log.toLowerCase().replaceAll('-', '');
      const missing = Object.keys(proof.manifest.inputs).filter(
        (name) => !text.includes(name.toLowerCase().replaceAll('-', '')),
      );
      if (help.status !== 0) return broken(`\`--help\`: ${told(help)}.`);
      return keptIf(missing.length === 0, `\`--help\` does not name ${missing.join(', ')}.`);
    },
  },
  {
    clause: 'I11',
    async prove(proof) {
      const [name] = secretInputs(proof.manifest);
      if (name === undefined) return undefined;
      const variable = inputVariable([name]);
      const flag = await proof.again(
        { [`${variable}_FILE`]: undefined },
        { args: [`--${name}=${proof.secret}`] },
      );
      if (flag.status !== 2) return broken(`The secret \`${name}\` was taken from a flag: ${told(flag)}.`);
      const ended = await proof.again(
        { [`${variable}_FILE`]: undefined, [variable]: proof.secret },
        { watched: true },
      );
      if (!sameEnd(ended, proof.baseline))
        return broken(`The secret \`${name}\` was not taken from ${variable}: ${told(ended)}.`);
      const tool = toolsOf(ended.processes).find(({ text }) => text.includes(`${variable}=${proof.secret}`));
      return keptIf(tool === undefined, `A program that it started had ${variable} in its environment.`);
    },
  },
];

/** The programs that the step started: all but the first process, an init before it, and the step itself. */
export function toolsOf(
  processes: readonly { readonly pid: number; readonly parent: number; readonly text: string }[],
) {
  const known = new Set(processes.map(({ pid }) => pid));
  const first = processes
    .filter(({ parent }) => !known.has(parent))
    .map(({ pid, text }) => ({ pid, isInit: /^\S*(init|tini)\b/.test(text) }));
  const own = new Set(first.map(({ pid }) => pid));
  for (const { pid, isInit } of first) {
    if (isInit) for (const one of processes) if (one.parent === pid) own.add(one.pid);
  }
  // A shell forks for a part of a script: that is the step itself, by the same command line.
  const ownTexts = new Set(processes.filter(({ pid }) => own.has(pid)).map(({ text }) => text));
  return processes.filter(({ pid, text }) => !own.has(pid) && !ownTexts.has(text));
}
