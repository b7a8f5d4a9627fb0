import { commandError } from '../failure.ts';
import { call } from './call.ts';
import { languageOf } from './languages.ts';

/** Has a language's own tools make what an image of a template carries. */
export async function prepare(folder: string, { quiet = false } = {}): Promise<void> {
  const { prepare: command, env = {} } = languageOf(folder);
  if (command === undefined) return;
  const status = await call(command, { cwd: folder, env, quiet });
  if (status === 0) return;
  throw commandError(`\`${command.join(' ')}\` failed (${status}).`, 'Its words are above.', 1);
}
