/** Puts text between `<!-- NAME:start -->` and `<!-- NAME:end -->`; each block must be there exactly once. */
export function fillBlock(path: string, text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [before, rest, ...more] = text.split(start);
  const [, after, ...ends] = (rest ?? '').split(end);
  if (rest === undefined || after === undefined || more.length > 0 || ends.length > 0) {
    throw new Error(`${path} must hold ${start} and ${end} once each, in this order.`);
  }
  return `${before}${start}\n\n${content.trim()}\n\n${end}${after}`;
}

/** Says whether a text asks for a block. */
export function hasBlock(text: string, name: string): boolean {
  return text.includes(`<!-- ${name}:start -->`);
}
