const escapes = new RegExp(
  [
    '\\x1b\\[([0-9;:]*)m', // colours, looked at below
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?', // other control sequences
    '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?', // titles, links, device strings
    '\\x1b[ -/]*[0-~]?', // other escapes
    '[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]', // other control characters, but for tabs and line ends
    '[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]', // what turns the direction of writing
  ].join('|'),
  'g',
);

/**
 * A text with nothing in it that a terminal obeys but line ends, tabs and colours: what a task prints must not move
 * the cursor, hide lines, set the title or send answers.
 */
export function harmless(text: string): string {
  return text.replace(escapes, (_, colours: string | undefined) =>
    colours === undefined ? '' : allowedColours(colours),
  );
}

/** The same as a single line without colours: for names and titles. */
export function oneLine(text: string): string {
  return plain(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('\t', ' ');
}

/** A name as it is, or quoted with what is in it escaped where it is not harmless. */
export function shownName(name: string): string {
  return oneLine(name) === name ? name : JSON.stringify(name);
}

/** The same without colours. */
export function plain(text: string): string {
  return text.replace(escapes, '');
}

/** A line of a log: what a carriage return would write over is left out, colours end with the line. */
export function logLine(line: string): string {
  const shown = line.split('\r').findLast((part) => part !== '') ?? '';
  if (process.env.NO_COLOR) return plain(shown);
  const text = harmless(shown);
  return text.includes('\x1b[') ? `${text}\x1b[0m` : text;
}

/** Bold, dim, italic, underlined, inverse, crossed out, and colours; nothing that blinks or hides. */
const allowed = /^(?:|0?[0-4]|0?7|0?9|2[1-57]|29|3[0-79]|4[0-79]|9[0-7]|10[0-7])$/;

function allowedColours(parameters: string): string {
  const given = parameters.split(';');
  const kept: string[] = [];
  for (let at = 0; at < given.length; at += 1) {
    const code = given[at] ?? '';
    const length =
      code !== '38' && code !== '48' ? 0 : given[at + 1] === '5' ? 3 : given[at + 1] === '2' ? 5 : 0;
    if (length > 0) {
      kept.push(...given.slice(at, at + length));
      at += length - 1;
    } else if (allowed.test(code) || /^[34]8:[0-9:]+$/.test(code)) kept.push(code);
  }
  return kept.length === 0 ? '' : `\x1b[${kept.join(';')}m`;
}
