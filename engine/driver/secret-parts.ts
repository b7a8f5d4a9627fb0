import { type Authored, isExpression, parseText, references } from '@stepyard/pipeline';
import type { NamedValues } from './named-values.ts';

/** Says whether a value, once evaluated, may hold a secret. */
export function holdsSecretPart(
  value: Authored,
  named: Pick<NamedValues, 'secretEntries'>,
  secretVariables: ReadonlySet<string>,
): boolean {
  if (isExpression(value)) {
    return parseText(value.expression).parts.some((part) => {
      if (typeof part === 'string') return false;
      const { secrets, config, env } = references(part.ast);
      return (
        secrets.size > 0 ||
        [...config].some((entry) => named.secretEntries.has(entry)) ||
        [...env].some((name) => secretVariables.has(name))
      );
    });
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => holdsSecretPart(one, named, secretVariables));
}
