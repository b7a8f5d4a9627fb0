/** The variable of an input or of a field within it: `['auth', 'username']` → `INPUT_AUTH__USERNAME`. */
export function inputVariable(path: readonly string[]): string {
  return `INPUT_${path.map((part) => part.toUpperCase().replace(/[^A-Z0-9]/g, '')).join('__')}`;
}
