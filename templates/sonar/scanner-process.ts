import { text } from 'node:stream/consumers';

/** What the scanner is told by its standard input, so that the token stands in no argument or variable. */
export interface ScannerInput {
  readonly serverUrl: string;
  readonly token: string;
  readonly options: Record<string, string>;
  readonly jvmOptions: string[];
}

/** This file: the library prints and ends as it likes, so it is run as a tool of its own. */
export const scannerFile = import.meta.filename;

if (process.argv[1] === scannerFile) {
  const input: ScannerInput = JSON.parse(await text(process.stdin));
  // Bundled, a module of CommonJS gives no other name.
  const { default: scanner } = await import('sonarqube-scanner');
  // It has told its failure by then.
  await scanner.scan(input).catch(() => {
    process.exitCode = 1;
  });
}
