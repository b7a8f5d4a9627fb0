import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { SonarApi } from './sonar-api.ts';

/**
 * Lets an API offer what scanners fetch from a server: a Java and an analyser, each the least that passes for one. The
 * Java reads what the scanner tells it and answers as an analysis that was sent does.
 */
export async function offerEngine(api: SonarApi): Promise<void> {
  const archive = pack();
  archive.entry({ name: 'bin/java', mode: 0o755 }, java);
  archive.finalize();
  const files = { jre: gzipSync(await buffer(archive)), engine: Buffer.from('the analyser') };
  const offered = (name: keyof typeof files, filename: string) => ({
    filename,
    sha256: createHash('sha256').update(files[name]).digest('hex'),
    downloadUrl: `${api.url}/api/files/${name}`,
  });
  Object.assign(api.answers, {
    'v2/analysis/version': '25.12.0.117093',
    'v2/analysis/jres': [{ ...offered('jre', 'java.tar.gz'), id: 'jre', javaPath: 'bin/java' }],
    'v2/analysis/engine': offered('engine', 'engine.jar'),
    'files/jre': files.jre,
    'files/engine': files.engine,
  });
}

const java = `#!/usr/local/bin/node
const { readFileSync, statSync, writeFileSync } = require('node:fs');
const { scannerProperties } = JSON.parse(readFileSync(0, 'utf8'));
const told = Object.fromEntries(scannerProperties.map(({ key, value }) => [key, value]));
if (readFileSync(process.argv.at(-1), 'utf8') !== 'the analyser') throw new Error('It runs another analyser.');
for (const source of told['sonar.sources'].split(',')) statSync(told['sonar.projectBaseDir'] + '/' + source);
const lines = {
  projectKey: told['sonar.projectKey'],
  dashboardUrl: told['sonar.host.url'] + '/dashboard?id=' + told['sonar.projectKey'],
  ceTaskId: 'T1',
};
const report = Object.entries(lines).map(([key, value]) => key + '=' + value + '\\n');
writeFileSync(told['sonar.scanner.metadataFilePath'], report.join(''));
console.log(JSON.stringify({ level: 'INFO', message: 'ANALYSIS SUCCESSFUL' }));
`;
