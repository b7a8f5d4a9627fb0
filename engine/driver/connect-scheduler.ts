import { next } from '../core/next.ts';
import { stateOfRun } from '../core/shown.ts';
import { dataLayout } from '../store/data-layout.ts';
import { openFileReader } from '../store/file-reader.ts';
import { findHolder } from '../store/lease.ts';
import type { RunRecord } from '../store/store.ts';
import { askSpool, stopped } from './ask-spool.ts';
import { toChanges } from './change-feed.ts';
import { describeStart } from './describe-start.ts';
import { noRun } from './driver-error.ts';
import { foldRun, summarize } from './fold.ts';
import { createRunReader } from './run-reader.ts';
import type { Scheduler, SchedulerOptions, Submitted } from './scheduler.ts';
import { toView } from './to-view.ts';
import type { RunChange } from './view.ts';

const holderCheckMs = 500;

/** The scheduler that another process runs on a data directory: it is asked by files, runs are read from theirs. */
export function connectScheduler(options: SchedulerOptions): Scheduler {
  const { dataDir } = options;
  const layout = dataLayout(dataDir);
  const store = openFileReader(dataDir, summarize);
  const reader = createRunReader(store, layout, () => undefined, options);
  const ask = (request: Parameters<typeof askSpool>[2]) => askSpool(dataDir, layout.spool, request);

  async function* events(run: string): AsyncGenerator<RunChange> {
    const records = await store.read(run);
    const folded = records && foldRun(records);
    if (records === undefined || folded === undefined) throw noRun(run);
    const { state } = folded;
    yield { type: 'snapshot', at: Date.now(), run: toView(state, layout.workspace(run)) };
    if (state.phase === 'ended') return;
    let seen = 0;
    for await (const record of watched(run)) {
      seen += 1;
      if (seen <= records.length) continue;
      const before = stateOfRun(state);
      const { changed } = next(state, record);
      yield* toChanges(state, changed, record.at, stateOfRun(state) !== before);
      if (stateOfRun(state) !== before && state.finishedAt !== undefined) return;
    }
    throw stopped(dataDir);
  }

  /** Ends when nobody holds the directory any more: then nothing more comes. */
  async function* watched(run: string): AsyncGenerator<RunRecord> {
    const gone = new AbortController();
    const check = async () => {
      if ((await findHolder(dataDir)) === undefined) gone.abort();
    };
    const timer = setInterval(() => void check(), holderCheckMs);
    try {
      yield* store.follow(run, () => false, gone.signal);
    } finally {
      clearInterval(timer);
    }
  }

  return {
    submit: async (submission) => asSubmitted(await ask({ type: 'submit', submission })),
    cancel: async (run, how = {}) => (await ask({ ...how, type: 'cancel', run })) === true,
    rerun: async (run, how = {}) => asSubmitted(await ask({ ...how, type: 'rerun', run })),
    callback: async (run, task) => (await ask({ type: 'callback', run, task })) === true,
    delete: async (run) => (await ask({ type: 'delete', run })) === true,
    get: reader.view,
    list: (filter = {}) => store.list(filter),
    events,
    logs: reader.logs,
    artifacts: reader.artifacts,
    download: reader.download,
    artifactSets: reader.artifactSets,
    restore: reader.restore,
    removeArtifacts: reader.removeArtifacts,
    describe: (run, task) => describeStart(run, task, { reader, layout, options, liveOf: () => undefined }),
    close: () => store.close(),
  };
}

function asSubmitted(answer: boolean | Submitted): Submitted {
  if (typeof answer === 'object') return answer;
  throw new Error(`The scheduler must answer with a run, got ${answer}.`);
}
