import { resolve } from 'node:path';
import { call } from './call.ts';
import { languageOf } from './languages.ts';

/** Runs the tests of a template by the tools of its language; gives their exit status. */
export function testTemplate(folder: string): Promise<number> {
  return call(languageOf(resolve(folder)).test, { cwd: resolve(folder) });
}
