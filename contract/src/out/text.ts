/** Characters of a message or hint that are kept. */
export const longestMessage = 4_096;

/** Cuts a text, never through a surrogate pair. */
export function cutText(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
