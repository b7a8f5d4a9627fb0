const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&+/=_-';

const words = (
  'Downloading from central repository org apache maven plugins compiler surefire plugin pom jar kB at s ' +
  'INFO WARN BUILD SUCCESS Tests run Failures Errors Skipped Time elapsed in com example service impl added ' +
  'packages audited found vulnerabilities npm run build webpack compiled chunk modules src main java test target classes'
).split(' ');

export function makeSecrets(count: number, random: (limit: number) => number): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: 16 + random(32) }, () => characters[random(characters.length)]).join(''),
  );
}

/** Lines as build tools print them, from a given one on; the same for the same secrets. */
export function* logLines(secrets: readonly string[]): Generator<string> {
  for (let line = 0; ; line++) {
    const parts = ['[INFO] '];
    for (let word = 0; word < 4 + ((line * 7) % 13); word++) {
      parts.push(
        words[(line * 31 + word * 17 + ((line * word) >> 2)) % words.length] ?? '',
        word % 3 ? ' ' : '/',
      );
    }
    parts.push(((line * 2654435761) % 4294967296).toString(16), line % 5 === 0 ? ` sha1:${hex(line)}` : '');
    if (line % 2000 === 1999) parts.push(' token=', secrets[line % secrets.length] ?? '');
    yield `${parts.join('')}\n`;
  }
}

export function buildLog(bytes: number, secrets: readonly string[]): Buffer {
  const log = Buffer.alloc(bytes, '\n');
  let used = 0;
  for (const line of logLines(secrets)) {
    if (used + line.length > bytes) break;
    used += log.write(line, used, 'latin1');
  }
  return log;
}

function hex(line: number): string {
  return Array.from({ length: 5 }, (_, at) =>
    ((line * 2246822519 + at * 3266489917) >>> 0).toString(16),
  ).join('');
}
