import { relative, sep } from 'node:path';
import type { CompileError } from '@stepyard/runtime/java';

/** `[ERROR] /app/src/Shop.java:[7,20] ';' expected`, which Maven prints twice. */
const printed =
  /^\[ERROR\] (?:file:\/\/)?(\/.{1,1000}?\.\w{1,10}):\[?(\d{1,7})[,:](\d{1,7})\]?:? (.{1,2000})$/gm;

/** The places in the workspace at which a compiler stopped, each once, as Maven’s compiler plug-ins print them. */
export function compileErrors(stdout: string, workspace: string): CompileError[] {
  const found = new Map<string, CompileError>();
  for (const [, path = '', line, column, message = ''] of stdout.matchAll(printed)) {
    if (!path.startsWith(`${workspace}${sep}`)) continue;
    const file = relative(workspace, path);
    const error = { file, line: Number(line), column: Number(column), message: message.trim() };
    found.set(`${file}:${line}:${column}`, error);
  }
  return [...found.values()];
}
