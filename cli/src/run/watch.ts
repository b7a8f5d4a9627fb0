import type { RunView } from '@stepyard/engine';
import { hasStopped } from '../data/holder.ts';
import { type Opened, type OpenOptions, withScheduler } from '../data/open.ts';
import { note, outliveReader, print, printJson } from '../output.ts';
import type { Settings } from '../settings.ts';
import { ending } from '../show/ending.ts';
import { breakOnFailure } from './break-on-failure.ts';
import { createFollower, type Follower } from './follow.ts';
import { cancelOnInterrupt, type Interrupt } from './interrupt.ts';
import { plainLines, silence } from './plain-lines.ts';
import type { Shown } from './shown.ts';

export interface WatchOptions extends Pick<OpenOptions, 'secretsFile' | 'configFile' | 'executor'> {
  /** Gives the run to watch; asked again, it gives the same. */
  begin(opened: Opened): Promise<string>;
  /** Stays where only decisions of people are left. */
  readonly wait?: boolean | undefined;
  /** Opens a shell where a task fails. */
  readonly breakOnFailure?: boolean | undefined;
}

/**
 * Begins a run, shows it while it goes on, and how it ended. Where the process that schedules it goes away, this one
 * takes over. An interrupt cancels the run; a second one its finally tasks too.
 */
export async function watchRun(settings: Settings, options: WatchOptions): Promise<RunView> {
  outliveReader();
  const shown = await showing(settings);
  let watched: Watched | undefined;
  const hold = breakOnFailure((work) => shown.aside(() => watched?.interrupt.aside(work) ?? work()));
  const openOptions: OpenOptions = {
    ...options,
    ...(options.breakOnFailure && {
      onFailure: async (attempt, scheduler) => {
        if (attempt.run === watched?.run) await hold(attempt, scheduler);
      },
    }),
  };
  try {
    for (;;) {
      try {
        return await withScheduler(
          settings,
          async (opened) => {
            const run = await options.begin(opened);
            watched ??= {
              run,
              follower: createFollower({ run, onlooker: shown, stayWaiting: options.wait === true }),
              interrupt: cancelOnInterrupt(run),
            };
            watched.interrupt.scheduler = opened.scheduler;
            const view = await watched.follower.follow(opened.scheduler);
            shown.end();
            await tellEnd(view, opened, shown, settings);
            return view;
          },
          openOptions,
        );
      } catch (error) {
        if (watched !== undefined) watched.interrupt.scheduler = undefined;
        if (!hasStopped(error)) throw error;
      }
    }
  } finally {
    shown.end();
    watched?.interrupt.end();
  }
}

interface Watched {
  readonly run: string;
  readonly follower: Follower;
  readonly interrupt: Interrupt;
}

async function showing({ json }: Settings): Promise<Shown> {
  if (json) return silence();
  if (process.stdout.isTTY !== true) return plainLines();
  return (await import('./live-tree.ts')).liveTree(process.stdout);
}

async function tellEnd(
  view: RunView,
  { scheduler }: Opened,
  shown: Shown,
  { json }: Settings,
): Promise<void> {
  const artifacts = await scheduler.artifacts(view.run);
  if (json) await printJson({ ...view, artifacts });
  else await print(`\n${ending(view, artifacts, shown.lastLines)}`);
  if (view.state === 'suspended') {
    const waiting = view.tasks.find(({ state }) => state === 'suspended');
    note(`It waits for a decision. Watch it again: stepyard run --resume ${view.run}
  Let the task go on: stepyard runs continue ${view.run} ${waiting?.key ?? 'TASK'}`);
  }
}
