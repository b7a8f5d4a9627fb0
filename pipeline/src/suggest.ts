import { nearest } from '@stepyard/catalog';

/** Most names that are compared with a wrong one, and listed where none is near. */
const compared = 300;
const listed = 20;

/** The name that was probably meant; bounded, so that a file full of wrong names is still answered at once. */
export function meant(name: string, names: readonly string[]): string | undefined {
  const far = Math.floor(name.length / 3) + 2;
  const alike = names.filter((one) => Math.abs(one.length - name.length) <= far);
  return nearest(name, alike.slice(0, compared));
}

/** What to do about a name that is not there: the one that was meant, or those that there are. */
export function suggest(name: string, names: readonly string[]): string {
  const close = meant(name, names);
  if (close !== undefined) return `Did you mean \`${close}\`?`;
  if (names.length === 0) return 'There is none.';
  return `There is ${names.slice(0, listed).join(', ')}${names.length > listed ? ' …' : '.'}`;
}
