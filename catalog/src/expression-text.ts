/** Says whether a value is a text with at least one `${{ … }}`. */
export function hasExpression(value: unknown): value is string {
  return typeof value === 'string' && /\$\{\{[\s\S]*?\}\}/.test(value);
}
