import { extname } from 'node:path';

export type Language = 'shell' | 'bash' | 'python' | 'ruby' | 'php' | 'node';

export interface Interpreter {
  readonly tool: string;
  readonly ending: string;
  /** Arguments before the script's path. */
  readonly args: readonly string[];
  /** How it is asked for its version; absent: it has none to ask for. */
  readonly version?: readonly string[];
}

/** `--` and an absolute path keep a script's name from being read as an option. */
export const interpreters: Readonly<Record<Language, Interpreter>> = {
  shell: { tool: 'sh', ending: '.sh', args: [] },
  bash: { tool: 'bash', ending: '.bash', args: ['--noprofile', '--norc'], version: ['--version'] },
  python: { tool: 'python3', ending: '.py', args: ['-u'], version: ['--version'] },
  ruby: { tool: 'ruby', ending: '.rb', args: [], version: ['--version'] },
  php: { tool: 'php', ending: '.php', args: [], version: ['--version'] },
  node: { tool: 'node', ending: '.mjs', args: [], version: ['--version'] },
};

const endings: Readonly<Record<string, Language>> = {
  '.sh': 'shell',
  '.bash': 'bash',
  '.py': 'python',
  '.rb': 'ruby',
  '.php': 'php',
  '.js': 'node',
  '.mjs': 'node',
  '.cjs': 'node',
};

/** The language that a file's ending stands for. */
export function languageOf(file: string): Language | undefined {
  return endings[extname(file).toLowerCase()];
}
