/** A value shorter than this many bytes is not masked: it would blank ordinary text and hide nothing. */
export const minimumBytes = 4;

/** A line of a multi-line value shorter than this is not masked alone (`}`, `EOF`, `---`, `Ag==`). */
export const minimumLineBytes = 6;

/** A value of several lines longer than this is looked for in fewer ways, so that a key store costs no memory. */
export const largeBytes = 2048;

/** Of a value longer than this only itself, its lines, and base64 and JSON of the whole are looked for. */
export const hugeBytes = 65_536;

/**
 * All forms in which a secret may show up, as strings of one character per byte.
 * The value itself, without its outer whitespace, and each of its lines, each in every encoding. Large values
 * of several lines have base64 for the whole only, and what else there is for the lines, which make it up.
 */
export function encodings(secret: string): Set<string> {
  const forms = new Set<string>();
  const size = Buffer.byteLength(secret);
  const lines = linesOf(secret);
  const byLines = lines.length > 0 && size > largeBytes;
  for (const whole of wholesOf(secret)) {
    const bytes = Buffer.from(whole);
    forms.add(bytes.toString('latin1'));
    if (size <= hugeBytes) addBase64(forms, bytes);
    else addBrokenBase64(forms, bytes.toString('base64'));
    if (byLines || size > hugeBytes) addJson(forms, whole);
    else addEscapes(forms, whole, bytes);
  }
  for (const line of lines) {
    const bytes = Buffer.from(line);
    forms.add(bytes.toString('latin1'));
    if (size > hugeBytes) continue;
    if (!byLines) addBase64(forms, bytes);
    addEscapes(forms, line, bytes);
  }
  for (const form of forms) if (form.length < minimumBytes) forms.delete(form);
  return forms;
}

/** As given, without outer whitespace, and with either kind of line end. */
function wholesOf(secret: string): Set<string> {
  const trimmed = secret.trim();
  const lines = trimmed.split(lineEnd);
  const wholes = new Set([secret, trimmed, lines.join('\n'), lines.join('\r\n')]);
  for (const whole of wholes) if (Buffer.byteLength(whole) < minimumBytes) wholes.delete(whole);
  return wholes;
}

const lineEnd = /\r\n|[\r\n]/;

/** The lines of a value that has several. */
function linesOf(secret: string): string[] {
  const lines = secret.trim().split(lineEnd);
  if (lines.length === 1) return [];
  return lines.map((line) => line.trim()).filter((line) => Buffer.byteLength(line) >= minimumLineBytes);
}

/** Everything but base64. */
function addEscapes(forms: Set<string>, text: string, bytes: Buffer): void {
  const raw = bytes.toString('latin1');
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
  addBrokenBase64(forms, bytes.toString('base64'));
  for (const shift of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    const text = shifted.toString('base64');
    add(forms, text.slice(Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)));
  }
}

/** Base64 of nothing but the value; `base64` breaks lines at 76 characters, `openssl base64` and PEM at 64. */
function addBrokenBase64(forms: Set<string>, whole: string): void {
  add(forms, whole);
  add(forms, whole.replace(/=+$/, ''));
  for (const width of [64, 76]) {
    for (let at = 0; whole.length > width && at < whole.length; at += width) {
      const line = whole.slice(at, at + width);
      if (line.length >= minimumLineBytes) add(forms, line);
    }
  }
}

/** In the alphabet for URLs too. */
function add(forms: Set<string>, base64: string): void {
  forms.add(base64);
  forms.add(base64.replaceAll('+', '-').replaceAll('/', '_'));
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
