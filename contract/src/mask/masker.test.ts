import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createMasker } from './masker.ts';
import { generator, maskInPieces, occurrences } from './samples.ts';

const secret = `p4$s'w"o\\rd/+&é <x>`;

describe('contract/mask/masker', () => {
  it('replaces every occurrence of a value', () => {
    const { mask } = createMasker(['hunter2!']);
    expect(mask('a hunter2! b hunter2!c')).toBe('a *** b ***c');
  });

  it('gives text without a secret back as it is, lone surrogates included', () => {
    expect(createMasker(['hunter2!']).mask('plain \ud800 text')).toBe('plain \ud800 text');
    expect(createMasker().mask('plain')).toBe('plain');
  });

  it('covers overlapping matches whole and joins those that touch', () => {
    const { mask } = createMasker(['abcdef', 'defghi', 'efgh', 'abcd']);
    expect(mask('-abcdefghi-')).toBe('-***-');
    expect(mask('-abcdabcd-')).toBe('-***-');
    expect(mask('-abcdeabcd-')).toBe('-***e***-');
    expect(mask('-abcabcdef-')).toBe('-abc***-');
  });

  it.each(occurrences(secret))('masks the value %s', (_name, shown) => {
    expect(createMasker([secret]).mask(`<<${shown}>>`)).toBe('<<***>>');
  });

  it.each([0, 1, 2, 3, 4, 5])('masks base64 of a text that holds the value after %i bytes', (before) => {
    const { mask } = createMasker(['tOpSecretValue#9']);
    for (const after of ['', '!', '!!', '!!!']) {
      for (const alphabet of ['base64', 'base64url'] as const) {
        const shown = Buffer.from(`${'u'.repeat(before)}tOpSecretValue#9${after}`).toString(alphabet);
        const masked = mask(shown);
        expect(masked).toContain('***');
        expect(masked.replace('***', '').length).toBeLessThanOrEqual(before * 1.4 + after.length * 1.4 + 6);
      }
    }
  });

  it('masks base64 that its writer broke into lines', () => {
    const long = 'k'.repeat(50) + secret.repeat(5);
    const whole = Buffer.from(long).toString('base64');
    for (const width of [64, 76]) {
      const lines = whole.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
      expect(createMasker([long]).mask(lines.join('\n'))).toBe(lines.map(() => '***').join('\n'));
    }
  });

  it('masks each line of a value of several lines, whatever its line ends', () => {
    const key = '-----BEGIN KEY-----\r\nMIIEvQIBADANBg\r\n  kqhkiG9w0BAQ\r\nAg==\r\n-----END KEY-----\r\n';
    const { mask } = createMasker([key]);
    expect(mask('1 MIIEvQIBADANBg\n2 kqhkiG9w0BAQ\n')).toBe('1 ***\n2 ***\n');
    expect(mask(`<${key.trim().replaceAll('\r', '')}>`)).toBe('<***>');
    expect(mask(`<${key.trim()}>`)).toBe('<***>');
    expect(mask(JSON.stringify({ key }))).toBe('{"key":"***"}');
    expect(mask(Buffer.from('kqhkiG9w0BAQ').toString('base64'))).toBe('***');
  });

  it.each([3000, 100_000])(
    'masks a value of %i bytes and many lines, itself, line by line and in base64',
    (size) => {
      const random = generator(size);
      const lines = Array.from({ length: size / 50 }, () =>
        Array.from({ length: 49 }, () => 'ABCDEFghijkl0123456789+/'[random(24)]).join(''),
      );
      const value = `-----BEGIN-----\n${lines.join('\n')}\n-----END-----\n`;
      const { mask } = createMasker([value]);
      expect(mask(`<${value}>`)).toMatch(/^<\*\*\*\n?>$/);
      expect(mask(JSON.stringify({ value }))).toMatch(/^{"value":"\*\*\*(\\n)?"}$/);
      expect(mask(lines.slice(3, 6).join('\n '))).toBe('***\n ***\n ***');
      const broken = (width: number) =>
        Buffer.from(value)
          .toString('base64')
          .replace(new RegExp(`.{${width}}`, 'g'), '$&\n');
      for (const shown of [Buffer.from(value).toString('base64'), broken(64), broken(76)]) {
        expect(mask(shown)).toMatch(/^(\*\*\*\n?)+([A-Za-z0-9+/=]{1,5}\n?)?$/);
      }
      if (size > 4096) return;
      for (const shown of [Buffer.from(value).toString('hex'), encodeURIComponent(value)]) {
        expect(mask(shown).replace(/0a|%0A|\*\*\*/g, '')).toBe('');
      }
      expect(mask(Buffer.from(`u:${value}`).toString('base64')).length).toBeLessThan(16);
    },
  );

  it('leaves lines of less than 6 bytes of a longer value, which are ordinary text', () => {
    const { mask } = createMasker(['{\n"a":1\n"token": "x9Kd02mM"\n}']);
    expect(mask('{ } "a":1')).toBe('{ } "a":1');
    expect(mask('"token": "x9Kd02mM"')).toBe('***');
  });

  it('masks a value without the line end of the file that it came from', () => {
    expect(createMasker(['hunter2!\n']).mask('is hunter2! here')).toBe('is *** here');
  });

  it('says of a value of less than 4 bytes that it is not masked', () => {
    const masker = createMasker();
    expect(masker.add('')).toBe(false);
    expect(masker.add('abc')).toBe(false);
    expect(masker.add('abc\n')).toBe(true);
    expect(masker.add('é€')).toBe(true);
    expect(masker.mask('abc é€')).toBe('abc ***');
  });

  it('masks what a shell prints of it', () => {
    const { mask } = createMasker([secret]);
    const shown = execFileSync('bash', ['-c', 'set -x; : "$1"; printf "%q\\n" "$1"', 'bash', secret], {
      encoding: 'utf8',
      env: { LC_ALL: 'C.UTF-8', BASH_XTRACEFD: '1' },
    });
    expect(mask(shown).match(/\*\*\*/g)?.length).toBeGreaterThanOrEqual(2);
    expect(mask(shown)).not.toContain('rd/+');
  });

  it('masks a value added later, also one whose start was held back', () => {
    const masker = createMasker(['abcdefgh']);
    const stream = masker.stream();
    const out = [stream.push(Buffer.from('1 abcdefgh 2 abcd'))];
    masker.add('cdxyz');
    out.push(stream.push(Buffer.from('xyz 3 abcdefgh cd')), stream.push(Buffer.from('xyz')), stream.flush());
    expect(Buffer.concat(out).toString()).toBe('1 *** 2 ab*** 3 *** ***');
  });

  it('keeps what is masked masked when values are added within it', () => {
    const masker = createMasker(['abcdef', 'abcdefghij']);
    const stream = masker.stream();
    const out = [stream.push(Buffer.from('-abcdef'))];
    masker.add('defgXYZ');
    out.push(stream.push(Buffer.from('gXYZ-')), stream.flush());
    expect(Buffer.concat(out).toString()).toBe('-***-');
  });

  it('gives the same for any cut of the text', () => {
    const random = generator(20261121);
    const short = ['abab', 'babab', 'abaa', 'aaaaaaab', 'é€😀é'];
    const long = ['abababababababab', 'aaaaaaaaaaaaaaab', 'line one of it\nline two of it\nand x'];
    for (let round = 0; round < 400; round++) {
      const secrets = [secret, ...(round % 2 === 0 ? short : long)];
      const pieces = secrets.flatMap((value) => occurrences(value).map(([, shown]) => shown));
      const masker = createMasker(secrets);
      const text = Array.from({ length: 12 }, () => {
        const piece = pieces[random(pieces.length)] ?? '';
        return random(3) === 0 ? piece.slice(0, random(piece.length)) : piece;
      }).join(random(2) === 0 ? '' : ' ');
      const whole = Buffer.from(masker.mask(text));
      const seed = `round ${round}: ${JSON.stringify(text)}`;
      expect(maskInPieces(masker, Buffer.from(text), random).toString('hex'), seed).toBe(
        whole.toString('hex'),
      );
      for (const value of secrets) expect(whole.includes(value), seed).toBe(false);
    }
  });

  it.each([4, 8, 12, 20])(
    'covers exactly the bytes that a plain search covers, for values from %i bytes on',
    (least) => {
      const random = generator(least);
      for (let round = 0; round < 200; round++) {
        const values = Array.from({ length: 1 + random(6) }, () =>
          Array.from({ length: least + random(12) }, () => 'abc'[random(3)]).join(''),
        );
        const text = Array.from({ length: 40 }, () => {
          const value = values[random(values.length)] ?? '';
          return [
            'a',
            'd',
            'bc',
            value,
            value.slice(0, random(value.length)),
            value.slice(random(value.length)),
          ][random(6)];
        }).join('');
        expect(createMasker(values).mask(text), JSON.stringify({ values, text })).toBe(plainly(values, text));
      }
    },
  );

  it('holds back no more than what may be the start of a secret', () => {
    const stream = createMasker(['secret-value']).stream();
    expect(Buffer.from(stream.push(Buffer.from('Enter your name: '))).toString()).toBe('Enter your name: ');
    expect(Buffer.from(stream.push(Buffer.from('it is secr'))).toString()).toBe('it is ');
    expect(Buffer.from(stream.push(Buffer.from('ecy '))).toString()).toBe('secrecy ');
    expect(Buffer.from(stream.push(Buffer.from('secret-val'))).toString()).toBe('');
    expect(Buffer.from(stream.flush()).toString()).toBe('secret-val');
    expect(Buffer.from(stream.push(Buffer.from('ue'))).toString()).toBe('ue');
  });

  it('does not keep the buffer that it was given', () => {
    const stream = createMasker(['secret-value']).stream();
    const buffer = Buffer.from('a secret');
    stream.push(buffer);
    buffer.fill('x');
    expect(Buffer.from(stream.push(Buffer.from('ive'))).toString()).toBe('secretive');
  });
});

/** What all matches cover, run by run; only for values without encodings that match the text. */
function plainly(values: readonly string[], text: string): string {
  const covered = new Set<number>();
  for (const value of values) {
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
      for (let place = at; place < at + value.length; place++) covered.add(place);
    }
  }
  return [...text]
    .map((char, at) => (covered.has(at) ? '\0' : char))
    .join('')
    .replace(/\0+/g, '***');
}
