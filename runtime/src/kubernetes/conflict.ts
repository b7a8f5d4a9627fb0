import type { Explanation, KubeStatus } from './failure.ts';

/** Why two writers of an object are in each other's way. */
export function explainConflict(
  { causes, reason }: KubeStatus,
  shown: (text: string) => string,
  said: string,
): Explanation {
  const fields = causes.filter((cause) => cause.reason === 'FieldManagerConflict');
  if (fields.length > 0) {
    const named = fields.map(({ field, message }) => `\`${field}\` belongs to ${managerIn(shown(message))}`);
    return {
      code: 'CONFLICT',
      what: `has fields that others manage: ${named.join('; ')}`,
      hint: 'Take these fields out of the manifest where the other is to set them (an autoscaler sets `.spec.replicas`), or take them over by `conflicts: overwrite`.',
    };
  }
  if (reason === 'AlreadyExists') {
    return {
      code: 'CONFLICT',
      what: `is there already: ${said}`,
      hint: 'Give it another name, or remove the other.',
    };
  }
  return {
    code: 'CONFLICT',
    what: `was changed by someone else at the same moment: ${said}`,
    hint: 'Run the task again.',
  };
}

/** `conflict with "kubectl" with subresource "scale" using apps/v1` → `"kubectl" (scale)` */
function managerIn(message: string): string {
  const [, name = message, part] =
    /conflict with "([^"]*)"(?: with subresource "([^"]*)")?/.exec(message) ?? [];
  return `${JSON.stringify(name)}${part === undefined ? '' : ` (${part})`}`;
}
