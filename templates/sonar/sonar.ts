import { type OutputsOf, readDuration } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import { analysisTarget, type Target } from './analysis-target.ts';
import { analysisDone } from './background-task.ts';
import { conclude, judgeOwn, readGate } from './judge.ts';
import { measuresOf, readMeasures } from './measures.ts';
import { analysisProperties, assertHarmlessFile, type Inputs } from './properties.ts';
import { type Sent, scan } from './scan.ts';
import { openServer, type Server } from './server.ts';
import type { sonar } from './template.ts';

type Outputs = OutputsOf<typeof sonar>;

/** An analysis with what it was of, as a resumption needs it. */
interface Analysis extends Sent {
  readonly target: Target;
}

/** Analyses the code, waits for the server to work through it, and judges. */
export async function runSonar(step: Step<Inputs>): Promise<Outputs> {
  const server = openServer(step);
  // Once for each attempt: a resumption waits for what was sent, a new attempt looks at the code again.
  const analysis = await step.claim<Analysis>({
    name: `analysis-${step.task?.attempt ?? 1}`,
    perform: () => analyse(step, server),
    find: async () => undefined,
  });
  const { url } = analysis;
  const { gate, conditions } = step.inputs;
  if (gate.case === 'ignore') return { url };
  const done = await analysisDone(step, server, analysis, readDuration(gate.timeout) ?? 0);
  const judgement = readGate(await server.get('qualitygates/project_status', { analysisId: done }));
  const wanted = conditions.map(({ measure }) => measure);
  const measures = await readMeasures(server, analysis.project, analysis.target, wanted);
  for (const [name, value] of Object.entries(measuresOf(measures)))
    step.metric(`stepyard_sonar_${name}`, value);
  step.summary(`[SonarQube](${url})\n`);
  conclude(step, judgement, judgeOwn(conditions, measures), gate.onRed);
  return { gate: judgement.gate, url, measures: measuresOf(measures) };
}

async function analyse(step: Step<Inputs>, server: Server): Promise<Analysis> {
  const base = await step.path('path', step.inputs.path);
  await assertHarmlessFile(base);
  const properties = await analysisProperties(step, base);
  await server.assertSignedIn();
  const ofEvent = step.inputs.analysis.case === 'event' && step.event !== undefined;
  const target = analysisTarget(step, ofEvent && (await server.knowsBranches()));
  step.status('analysing');
  const sent = await scan(step, base, { ...properties, ...target });
  return { ...sent, target };
}
