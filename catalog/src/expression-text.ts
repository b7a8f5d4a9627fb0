/** Says whether a value is a text with at least one `${{ … }}`; `$${{` stands for the characters themselves. */
export function hasExpression(value: unknown): value is string {
  return typeof value === 'string' && /(?<!\$)\$\{\{[\s\S]*?\}\}/.test(value);
}
