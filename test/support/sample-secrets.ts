import { generator } from '../../contract/src/mask/samples.ts';

const special = [...`"'\\$&+/=%<> ;|*?#!()[]{}~^@:,`, 'é', '密', '😀'];
const plain = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];

/** `S01` to `S50`: 8 to 200 characters, most with characters that encoders change; the last five have lines. */
export function sampleSecrets(): ReadonlyMap<string, string> {
  const random = generator(8);
  const pick = (from: readonly string[]) => from[random(from.length)] ?? '';
  const text = (length: number, share: number) =>
    Array.from({ length }, () => pick(random(100) < share ? special : plain)).join('');
  return new Map(
    Array.from({ length: 50 }, (_, n): [string, string] => {
      const name = `S${String(n + 1).padStart(2, '0')}`;
      if (n >= 45) return [name, lines(n, text)];
      const length = 8 + Math.round((n * 192) / 44);
      // Blanks at the ends are ends of a line to many programs.
      return [name, `${pick(plain)}${text(length - 2, n % 3 === 0 ? 0 : 30)}${pick(plain)}`];
    }),
  );
}

function lines(n: number, text: (length: number, share: number) => string): string {
  const end = n % 2 === 0 ? '\n' : '\r\n';
  const body = Array.from({ length: 2 }, () => text(48, n > 47 ? 20 : 0).trim());
  return ['-----BEGIN SAMPLE-----', ...body, '-----END SAMPLE-----', ''].join(end);
}

/** Other spellings of a text, by name; runs in the test and, as text, in the scripts of its pipelines. */
export function spellings(value: string): Record<string, string> {
  const bytes = Buffer.from(value);
  const shifted = (by: number) => Buffer.concat([Buffer.alloc(by, 'x'), bytes]).toString('base64');
  return {
    raw: value,
    base64: shifted(0),
    'base64 shifted by 1': shifted(1),
    'base64 shifted by 2': shifted(2),
    'base64 for URLs': bytes.toString('base64url'),
    'in a URL': encodeURIComponent(value),
    'in a form': new URLSearchParams([['', value]]).toString().slice(1),
    hex: bytes.toString('hex'),
    'upper-case hex': bytes.toString('hex').toUpperCase(),
    JSON: JSON.stringify(value).slice(1, -1),
    'JSON in JSON': JSON.stringify(JSON.stringify(value)).slice(3, -3),
    'single quotes': value.replaceAll("'", "'\\''"),
    'double quotes': value.replace(/["$`\\]/g, '\\$&'),
  };
}

/**
 * What must stand nowhere, and what it would tell: the middle of every spelling of every value and of its lines, so
 * that a part that got through is found too.
 */
export function needles(values: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of values) {
    const parts = value.trim().split(/\r?\n/);
    const wholes = parts.length === 1 ? parts : [value, ...parts.filter((part) => !part.startsWith('-----'))];
    for (const whole of wholes) {
      for (const [spelling, text] of Object.entries(spellings(whole))) {
        const bytes = Buffer.from(text);
        const keep = Math.min(bytes.length, 12);
        const from = Math.floor((bytes.length - keep) / 2);
        found.set(bytes.subarray(from, from + keep).toString('latin1'), `${name}, ${spelling}`);
      }
    }
  }
  return found;
}

/** Which of them stand in some bytes. */
export function findNeedles(bytes: Uint8Array, of: ReadonlyMap<string, string>): string[] {
  const text = Buffer.from(bytes).toString('latin1');
  return [...of].flatMap(([needle, name]) => (text.includes(needle) ? [name] : []));
}
