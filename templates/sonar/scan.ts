import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { trustStoreOptions } from '@stepyard/runtime/java';
import { explain } from './failure.ts';
import type { Inputs } from './properties.ts';
import type { ScannerInput } from './scanner-process.ts';

/** An analysis that was sent to the server. */
export interface Sent {
  /** Of the server’s background task. */
  readonly task: string;
  readonly project: string;
  readonly url: string;
}

/** Runs the scanner, and reads where the server works on what it sent. */
export async function scan(
  step: Step<Inputs>,
  base: string,
  properties: Readonly<Record<string, string>>,
): Promise<Sent> {
  const { url, token, java } = step.inputs;
  const place = await step.temporary();
  const report = join(place, 'report-task.txt');
  const input: ScannerInput = {
    serverUrl: url,
    token,
    jvmOptions: await trustStoreOptions(step),
    options: {
      ...properties,
      'sonar.projectBaseDir': base,
      'sonar.userHome': await step.cache('sonar'),
      'sonar.working.directory': join(place, 'work'),
      'sonar.scanner.metadataFilePath': report,
      ...(java === 'machine' && { 'sonar.scanner.skipJreProvisioning': 'true' }),
    },
  };
  const { scannerFile } = await import('./scanner-process.ts');
  await step.exec(process.execPath, [scannerFile], {
    name: 'sonar-scanner',
    shown: `sonar-scanner ${url}`,
    cwd: base,
    inherit: ['JAVA_HOME'],
    stdin: JSON.stringify(input),
    explain: ({ stdout, stderr }) => explain(step.masked(`${stdout}\n${stderr}`)),
  });
  return sentAs(await readFile(report, 'utf8').catch(() => ''));
}

/** https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/scanners/: what the scanner leaves for others. */
function sentAs(text: string): Sent {
  const values = new Map(
    text.split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1).trim()]),
  );
  const [task, project, url] = ['ceTaskId', 'projectKey', 'dashboardUrl'].map((key) => values.get(key));
  if (task !== undefined && project !== undefined && url !== undefined) return { task, project, url };
  throw new StepError(
    'TOOL_FAILED',
    'The scanner ended without saying where the server works on its analysis.',
    {
      hint: 'See in the log what it printed.',
    },
  );
}
