import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './properties.ts';
import type { Sent } from './scan.ts';
import type { Server } from './server.ts';

/**
 * Waits until the server has worked through an analysis, and gives the id of it.
 * @throws StepError TOOL_FAILED where it could not, TIMEOUT where it takes too long
 */
export async function analysisDone(
  step: Step<Inputs>,
  server: Server,
  sent: Sent,
  deadlineMs: number,
): Promise<string> {
  step.status('waiting for the quality gate');
  return await step.waitFor({
    reason: 'the analysis',
    state: sent.task,
    intervalMs: 1_000,
    maxIntervalMs: 30_000,
    deadlineMs,
    poll: async (task) => {
      const answer = await server.get('ce/task', { id: task, additionalFields: 'warnings' });
      const found = isRecord(answer) && isRecord(answer.task) ? answer.task : {};
      switch (found.status) {
        case 'SUCCESS':
          for (const warning of textsIn(found.warnings))
            step.annotate({ level: 'warning', title: 'SonarQube', message: warning });
          if (typeof found.analysisId === 'string') return found.analysisId;
          throw notDone('ended without an analysis', found);
        case 'FAILED':
          throw notDone('failed', found);
        case 'CANCELED':
          throw notDone('was cancelled at the server', found);
        default:
          return undefined;
      }
    },
  });
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function notDone(how: string, { id, errorMessage }: Record<string, unknown>): StepError {
  const why = typeof errorMessage === 'string' ? `: ${errorMessage.split('\n', 1)[0]}` : '.';
  return new StepError('TOOL_FAILED', `The server’s work on the analysis ${how}${why}`, {
    hint: `See the background task ${typeof id === 'string' ? id : ''} in the administration of the project.`,
  });
}
