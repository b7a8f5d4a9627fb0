/** A value shorter than this many bytes is not masked: it would blank ordinary text and hide nothing. */
export const minimumBytes = 4;

/** A line of a multi-line value shorter than this is not masked alone (`}`, `EOF`, `---`, `Ag==`). */
export const minimumLineBytes = 6;

/**
 * All forms in which a secret may show up, as strings of one character per byte.
 * The value itself, without its outer whitespace, and each of its lines, each in every encoding.
 */
export function encodings(secret: string): Set<string> {
  const forms = new Set<string>();
  for (const part of partsOf(secret)) addEncodings(forms, part);
  for (const form of forms) if (form.length < minimumBytes) forms.delete(form);
  return forms;
}

function partsOf(secret: string): Set<string> {
  const parts = new Set<string>();
  const trimmed = secret.trim();
  for (const whole of [secret, trimmed]) if (Buffer.byteLength(whole) >= minimumBytes) parts.add(whole);
  const lines = trimmed.split(/\r\n|[\r\n]/);
  if (lines.length > 1) {
    parts.add(lines.join('\n'));
    parts.add(lines.join('\r\n'));
    for (const line of lines) {
      const text = line.trim();
      if (Buffer.byteLength(text) >= minimumLineBytes) parts.add(text);
    }
  }
  return parts;
}

function addEncodings(forms: Set<string>, text: string): void {
  const bytes = Buffer.from(text);
  const raw = bytes.toString('latin1');
  forms.add(raw);
  addBase64(forms, bytes);
  const hex = bytes.toString('hex');
  forms.add(hex);
  forms.add(hex.toUpperCase());
  // Most tokens: nothing that any of the encodings below would change.
  if (/^[A-Za-z0-9_.-]*$/.test(raw)) return;
  addPercent(forms, raw);
  addJson(forms, text);
  addShell(forms, raw);
  forms.add(raw.replace(/[&<>"']/g, (char) => `&${markup.get(char)};`));
}

/**
 * Within a longer text the value starts at one of three places of base64's groups of three bytes;
 * what depends on the value alone is the part between the characters it shares with its neighbours.
 */
function addBase64(forms: Set<string>, bytes: Buffer): void {
  const whole = bytes.toString('base64');
  const found = [whole, whole.replace(/=+$/, '')];
  for (const shift of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    const text = shifted.toString('base64');
    found.push(text.slice(Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)));
  }
  // `base64` breaks lines at 76 characters, `openssl base64` and PEM at 64.
  for (const width of [64, 76]) {
    for (let at = 0; whole.length > width && at < whole.length; at += width) {
      const line = whole.slice(at, at + width);
      if (line.length >= minimumLineBytes) found.push(line);
    }
  }
  for (const text of found) {
    forms.add(text);
    forms.add(text.replaceAll('+', '-').replaceAll('/', '_'));
  }
}

/** What each encoder leaves as it is: encodeURIComponent, RFC 3986, that with `/`, a URL's user part, forms. */
const unescaped = [
  /[A-Za-z0-9\-_.!~*'()]/,
  /[A-Za-z0-9\-_.~]/,
  /[A-Za-z0-9\-_.~/]/,
  /[A-Za-z0-9\-_.~!$%&'()*+,]/,
  /[A-Za-z0-9\-_.*]/,
];

function addPercent(forms: Set<string>, raw: string): void {
  for (const keep of unescaped) {
    const upper = raw.replace(/./gs, (char) => (keep.test(char) ? char : percent(char)));
    for (const text of [upper, upper.replaceAll('%20', '+')]) {
      forms.add(text);
      forms.add(text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
    }
  }
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** As JSON.stringify, PHP (`\/`), Go (`<`), Python (ASCII only), and JSON within JSON write it. */
function addJson(forms: Set<string>, text: string): void {
  const json = inner(text);
  const ascii = json.replace(/[^\0-\x7f]/g, unicode);
  for (const form of [
    json,
    ascii,
    json.replaceAll('/', '\\/'),
    json.replace(/[<>&]/g, unicode),
    inner(json),
  ]) {
    forms.add(Buffer.from(form).toString('latin1'));
  }
}

function inner(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function unicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Within '…' (two ways), within "…", with backslashes, and within $'…'. */
function addShell(forms: Set<string>, raw: string): void {
  forms.add(raw.replaceAll("'", "'\\''"));
  forms.add(raw.replaceAll("'", `'"'"'`));
  forms.add(raw.replace(/["$`\\]/g, '\\$&'));
  forms.add(raw.replace(/["$`\\!]/g, '\\$&'));
  forms.add(raw.replace(/[^A-Za-z0-9_@%+=:,./\x80-\xff-]/g, '\\$&'));
  forms.add(raw.replace(/[^A-Za-z0-9_@%+=:./\x80-\xff-]/g, '\\$&'));
  forms.add(raw.replace(/['\\\n\r\t]/g, (char) => ansi.get(char) ?? char));
}

const ansi = new Map([
  ["'", "\\'"],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

const markup = new Map([
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
  ["'", 'apos'],
]);
