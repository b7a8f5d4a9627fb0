import { createMasker } from '../../contract/src/mask/masker.ts';
import { generator, maskInPieces, occurrences } from '../../contract/src/mask/samples.ts';
import { makeSecrets } from './mask-input.ts';

/** How often a part of a secret came through, over so many texts cut at random places. */
export function countLeaks(rounds: number, seed: number): number {
  const random = generator(seed);
  const few = makeSecrets(36, random);
  const short = ['two lines\nof a secret', `q'u"o$t\\e <d>`, 'é€😀 ünï', 'abcd'];
  // How far ordinary text is skipped depends on how many there are, and on the shortest.
  const contenders = [[...few, ...short], few, makeSecrets(500, random)].map(contenderOf);
  let leaks = 0;
  for (let round = 0; round < rounds; round++) {
    const { masker, shown } = contenders[round % contenders.length] ?? contenderOf([]);
    const forms = shown[random(shown.length)] ?? [];
    const form = forms[random(forms.length)] ?? '';
    const text = `${fill[random(fill.length)]}${form}${fill[random(fill.length)]}`;
    const masked = maskInPieces(masker, Buffer.from(text), random).toString();
    const core = form.slice(4, -4);
    if (!masked.includes('***') || (core.length >= 4 && masked.includes(core))) leaks += 1;
  }
  return leaks;
}

/** A masker, and what its secrets look like in each encoding. */
function contenderOf(secrets: readonly string[]) {
  const shown = secrets.map((secret) => [
    ...occurrences(secret).map(([, text]) => text),
    ...withinBase64(secret),
  ]);
  return { masker: createMasker(secrets), shown };
}

const fill = ['', ' ', '\n', 'log line: ', '"key": "', "it's <", ' …\r\n', '=', '**'];

/** A longer text in base64 that holds the secret at each of the three places. */
function withinBase64(secret: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.from(`${'#'.repeat(before)}${secret}##`);
    return [bytes.toString('base64'), bytes.toString('base64url')];
  });
}
