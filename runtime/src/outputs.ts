import { check, type Manifest } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';

/**
 * The outputs that the work gave, without those that are `undefined`.
 * @throws StepError INTERNAL when they are not what the template declares.
 */
export function checkedOutputs(
  manifest: Manifest,
  inputs: unknown,
  given: unknown,
): Readonly<Record<string, unknown>> {
  const outputs = isRecord(given) ? dropUndefined(given) : {};
  const listed = new Set(listedOutputs(manifest, inputs));
  const declared = Object.fromEntries(Object.entries(outputs).filter(([name]) => !listed.has(name)));
  const problems = check({ name: manifest.name, inputs: manifest.outputs }, declared);
  const texts = Object.entries(outputs).filter(
    ([name, value]) => listed.has(name) && typeof value !== 'string',
  );
  const messages = [
    ...problems.map(({ message }) => message.replace('is not an input of', 'is not an output of')),
    ...texts.map(([name]) => `\`${name}\` must be a text.`),
  ];
  if (messages.length === 0) return ofBoundedSize(outputs);
  throw new StepError('INTERNAL', `the outputs are not as declared: ${messages.join(' ')}`, {
    hint: 'This is a fault of the template; report it.',
  });
}

/** A result that is bigger than the platform reads would count as none. */
const mostBytes = 900_000;

function ofBoundedSize(outputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const size = Buffer.byteLength(JSON.stringify(outputs));
  if (size <= mostBytes) return outputs;
  throw new StepError(
    'TOOL_FAILED',
    `the outputs must have at most ${mostBytes} bytes together, got ${size}.`,
    {
      hint: 'Write what is long to a file of the workspace, and give its path.',
    },
  );
}

/** Names of further outputs, all texts, from the input that `outputsFrom` names. */
function listedOutputs(manifest: Manifest, inputs: unknown): string[] {
  if (manifest.outputsFrom === undefined || !isRecord(inputs)) return [];
  const names = inputs[manifest.outputsFrom];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function dropUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
