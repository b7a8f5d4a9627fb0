/** What a registry asks for before it answers (RFC 9110, 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const token = "[!#$%&'*+.^_`|~\\w-]+";
const parameter = new RegExp(`\\s*(${token})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))\\s*,?`, 'y');
const scheme = new RegExp(`\\s*(${token})(?=\\s|,|$)[ \\t]*,?`, 'y');

/** The challenges in a header `WWW-Authenticate`; what cannot be read ends the list. */
export function readChallenges(header: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  let at = 0;
  while (at < header.length) {
    const pair = match(parameter, header, at);
    const last = found.at(-1);
    if (pair !== undefined && last !== undefined) {
      const [, name = '', quoted, plain = ''] = pair;
      last.parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain;
      at = parameter.lastIndex;
      continue;
    }
    const start = match(scheme, header, at);
    if (start === undefined) break;
    found.push({ scheme: (start[1] ?? '').toLowerCase(), parameters: {} });
    at = scheme.lastIndex;
  }
  return found;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
