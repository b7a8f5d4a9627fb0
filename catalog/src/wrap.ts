const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** The columns that a text takes in a terminal; Chinese characters take two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += wide.test(char) ? 2 : 1;
  return width;
}

/** Breaks a text into lines of at most `width` columns, each indented; Chinese breaks between characters too. */
export function wrap(text: string, width: number, indent: string): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width - indent.length).map((part) => (indent + part).trimEnd()))
    .join('\n');
}

function wrapLine(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.match(
    /[\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60][，。、；：！？）」』]*\s*|[^\s\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]+\s*|\s+/g,
  ) ?? []) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && textWidth(line + word.trimEnd()) > width) lines.push(word.trimStart());
    else lines[lines.length - 1] = line + word;
  }
  return lines;
}
