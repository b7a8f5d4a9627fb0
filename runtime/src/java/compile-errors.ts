import { relative, sep } from 'node:path';

/** A place at which a compiler stopped. */
export interface CompileError {
  /** Below the workspace. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly message: string;
}

/** `/app/src/Shop.java:7: error: ';' expected` of javac and `/app/src/Shop.groovy: 7: message` of groovyc. */
const java = /(\/[^:\n]{1,1000}\.(?:java|scala|groovy)):( ?)(\d{1,7}):( error:)? (.{1,2000})$/gm;
/** `e: file:///app/src/Shop.kt:3:5 message`, and `e: /app/src/Shop.kt: (3, 5): message` before Kotlin 1.9. */
const kotlin =
  /^e: (?:file:\/\/)?(\/[^:\n]{1,1000}\.kts?):(?: \()?(\d{1,7})(?::|, )(\d{1,7})(?:\):)? (.{1,2000})$/gm;

/** The places in the workspace that javac, groovyc, scalac and kotlinc named, each once. */
export function compileErrors(printed: string, workspace: string): CompileError[] {
  const found = new Map<string, CompileError>();
  function add(path: string, error: Omit<CompileError, 'file'>): void {
    if (!path.startsWith(`${workspace}${sep}`)) return;
    const file = relative(workspace, path);
    const key = `${file}:${error.line}:${error.message}`;
    if (!found.has(key)) found.set(key, { file, ...error });
  }
  for (const [, path = '', space, line, error, message = ''] of printed.matchAll(java)) {
    if (error !== undefined || space === ' ') add(path, { line: Number(line), message: message.trim() });
  }
  for (const [, path = '', line, column, message = ''] of printed.matchAll(kotlin)) {
    add(path, { line: Number(line), column: Number(column), message: message.trim() });
  }
  return [...found.values()];
}
