import { readDuration, readQuantity } from '@stepyard/catalog';
import { plainText, text } from '../shape/scalars.ts';
import { label, refuse, refuseType, type Shape } from '../shape/shape.ts';

/** Longest id of a task and name of a stage. */
export const idLength = 30;

export const id = text({
  wants: 'a name of small letters, digits and hyphens that starts with a letter, at most 30 long',
  pattern: /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/,
  hint: 'Any language may stand in `title`.',
});

export const pipelineName = text({
  wants: 'a name of small letters, digits and hyphens that starts with a letter, at most 40 long',
  pattern: /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
  hint: 'Any language may stand in `title`.',
});

export const title = text({ most: 200 });

/** `clone`, `clone@1`, `clone@1.2` or `clone@1.2.3`. */
export const templateName = text({
  wants: 'the name of a template, with `@` and a version if one is wanted',
  pattern: /^[a-z][a-z0-9-]*(?:@\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?)?$/,
  hint: 'Write for instance `clone` or `clone@1.2`; `stepyard catalog list` names the templates.',
});

export const partName = text({
  wants: 'the name of a published part with its version',
  pattern: /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*@\d+(?:\.\d+){0,2}$/,
  hint: 'Write for instance `maven-service@1.2`.',
});

export const imageName = text({
  wants: 'the name of an image',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._\-/:@]*$/,
  hint: 'Write for instance `node:24-alpine`.',
});

/** Below the workspace; the containment of links is held where it is used. */
export const workspacePath = text({
  wants: 'a path below the workspace',
  pattern: /^(?!\/(?!app(?:\/|$)))(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]+$/,
  hint: 'Write it relative to the workspace, without `..`.',
});

export const environmentName = text({
  wants: 'the name of an environment',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
  hint: 'Letters, digits, `.`, `_` and `-` may stand in it.',
});

export const connectionName = text({
  wants: 'the name of a connection',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
  hint: 'Letters, digits, `.`, `_` and `-` may stand in it.',
});

export const envNames = { pattern: /^[A-Za-z_][A-Za-z0-9_]*$/, wants: 'the name of a variable' };
export const inputNames = { pattern: /^[A-Za-z][A-Za-z0-9_-]{0,62}$/, wants: 'a name' };

/** `30s`, `5m`, `1h30m`, read as milliseconds. */
export const duration: Shape<number> = {
  wants: 'a duration above zero, such as `30s`, `5m` or `1h30m`',
  schema: () => ({ type: 'string', pattern: '^\\d' }),
  read: (node, reader) => {
    const value = plainText(node);
    const read = value === undefined ? undefined : readDuration(value);
    if (read !== undefined && read > 0) return read;
    return refuseType(reader, node, duration.wants, 'Write a number with `d`, `h`, `m` or `s` behind it.');
  },
};

/** A Kubernetes quantity, kept as written. */
export const quantity: Shape<string> = {
  wants: 'an amount such as `500m`, `2` or `2Gi`',
  schema: () => ({ type: ['string', 'number'] }),
  read: (node, reader) => {
    const value = plainText(node);
    if (value !== undefined && readQuantity(value) !== undefined) return value;
    return refuseType(reader, node, quantity.wants);
  },
};

/** Processors, read as millicores. */
export const processors: Shape<number> = {
  ...quantity,
  read: (node, reader) => {
    const value = quantity.read(node, reader);
    if (value === undefined) return undefined;
    const read = Math.round((readQuantity(value) ?? 0) * 1000);
    if (read > 0) return read;
    return refuse(
      reader,
      node.at,
      'invalid-value',
      `${label(reader)} must be more than none, got ${value}.`,
      'Write for instance `2` or `500m`.',
    );
  },
};
