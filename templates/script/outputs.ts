import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';

const maxBytes = 65_536;

/** Reads the outputs that a script wrote, a file each; one line end at the end does not count. */
export async function readOutputs(
  directory: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of names) {
    const text = await readOutput(join(directory, name), name);
    if (text === undefined) missing.push(name);
    else found[name] = text.replace(/\r?\n$/, '');
  }
  if (missing.length === 0) return found;
  throw new StepError(
    'TOOL_FAILED',
    `the script must write every declared output, it did not write ${missing.map((name) => `\`${name}\``).join(', ')}.`,
    {
      hint: 'Write each to the file of its name: printf %s "$value" > "$STEPYARD_OUTPUTS/NAME".',
    },
  );
}

async function readOutput(file: string, name: string): Promise<string | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (handle === undefined) return undefined;
  try {
    const info = await handle.stat();
    if (!info.isFile()) return undefined;
    if (info.size > maxBytes) {
      throw new StepError(
        'TOOL_FAILED',
        `the output \`${name}\` must have at most ${maxBytes} bytes, it has ${info.size}.`,
        {
          hint: 'Keep large results as artifacts.',
        },
      );
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
