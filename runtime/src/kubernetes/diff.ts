import type { KubeObject } from './object.ts';
import { declaredPart, hideSecret } from './pruned-object.ts';

/** A unified diff of one object, values of Secrets hidden; empty where nothing differs. */
export async function diffOf(
  title: string,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const { stringify } = await import('yaml');
  const [old, fresh] = [before, after].map((object) =>
    object === undefined ? undefined : declaredPart(object),
  );
  const text = (side: 'before' | 'after', object: typeof old, other: typeof old) =>
    object === undefined
      ? ''
      : stringify(hideSecret(side, object, other), {
          sortMapEntries: true,
          lineWidth: 0,
          aliasDuplicateObjects: false,
        });
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `live/${title}`,
    after === undefined ? '/dev/null' : `new/${title}`,
    text('before', old, fresh),
    text('after', fresh, old),
    undefined,
    undefined,
    { context: 3 },
  );
  return patch.includes('\n@@ ') ? patch.replace(/^=+\n/, '') : '';
}
