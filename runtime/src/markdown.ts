/** A masked text as one line of Markdown in which nothing is a mark, a link, a table's bar or a tag. */
export function plainMarkdown(text: string, longest = 300): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const cut = line.length > longest ? `${line.slice(0, longest)}…` : line;
  return cut.replace(/[\\`*_{}[\]()#+!|<>~&]/g, (mark) => `\\${mark}`);
}
