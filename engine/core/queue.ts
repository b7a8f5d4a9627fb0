/** A run as the queue sees it. */
export interface QueuedRun {
  readonly run: string;
  readonly project: string;
  readonly group: string | undefined;
  readonly cancelInProgress: boolean;
  /** Unix milliseconds; the older goes first. */
  readonly queuedAt: number;
  /** In which order runs of the same millisecond were made. */
  readonly sequence: number;
}

export type QueueEvent =
  /** A run was made, or found in the journal: then it may have its place already. */
  | { readonly type: 'queued'; readonly of: QueuedRun; readonly admitted?: boolean }
  /** It is suspended as a whole: its place is free, its concurrency group is not. */
  | { readonly type: 'released'; readonly run: string }
  /** It goes on; it does not queue again, so a project may have more than its quota for a while. */
  | { readonly type: 'retaken'; readonly run: string }
  | { readonly type: 'left'; readonly run: string };

export type QueueCommand =
  | { readonly type: 'admit'; readonly run: string }
  /** A newer run of the group cancels it. */
  | { readonly type: 'supersede'; readonly run: string; readonly by: string };

interface Place extends QueuedRun {
  state: 'queued' | 'admitted' | 'released';
}

interface Project {
  running: number;
  /** Oldest first. */
  readonly queued: Place[];
}

/** Who may run: derived from the runs' own journals, so it needs none itself. */
export interface QueueState {
  readonly quotaOf: (project: string) => number;
  readonly places: Map<string, Place>;
  readonly projects: Map<string, Project>;
  /** Runs of a concurrency group that have not ended, oldest first. */
  readonly groups: Map<string, Place[]>;
}

/** A queue without runs. */
export function createQueue(quotaOf: (project: string) => number): QueueState {
  return { quotaOf, places: new Map(), projects: new Map(), groups: new Map() };
}

/** Applies one event to the queue, in place: the oldest run of a project goes first, while its quota lasts. */
export function nextInQueue(queue: QueueState, event: QueueEvent): readonly QueueCommand[] {
  if (event.type === 'queued') return join(queue, event.of, event.admitted === true);
  const place = queue.places.get(event.run);
  if (place === undefined) return [];
  const project = projectOf(queue, place.project);
  if (event.type === 'retaken') {
    if (place.state === 'released') hold(project, place);
    return [];
  }
  if (place.state === 'admitted') project.running -= 1;
  if (event.type === 'released') place.state = 'released';
  else leave(queue, project, place);
  return admit(queue, project);
}

function join(queue: QueueState, of: QueuedRun, admitted: boolean): readonly QueueCommand[] {
  if (queue.places.has(of.run)) return [];
  const place: Place = { ...of, state: 'queued' };
  const project = projectOf(queue, of.project);
  const group = groupOf(queue, place);
  queue.places.set(of.run, place);
  if (admitted) hold(project, place);
  else insert(project.queued, place);
  const older = of.cancelInProgress && !admitted ? [...(group ?? [])] : [];
  if (group !== undefined) insert(group, place);
  return [
    ...older.map(({ run }) => ({ type: 'supersede', run, by: of.run }) as const),
    ...admit(queue, project),
  ];
}

function hold(project: Project, place: Place): void {
  place.state = 'admitted';
  project.running += 1;
}

function leave(queue: QueueState, project: Project, place: Place): void {
  queue.places.delete(place.run);
  remove(project.queued, place);
  const key = groupKey(place);
  const group = key === undefined ? undefined : queue.groups.get(key);
  if (key === undefined || group === undefined) return;
  remove(group, place);
  if (group.length === 0) queue.groups.delete(key);
}

/** A run whose group is taken lets younger ones of other groups pass. */
function admit(queue: QueueState, project: Project): readonly QueueCommand[] {
  const commands: QueueCommand[] = [];
  for (let next = 0; next < project.queued.length; ) {
    const place = project.queued[next];
    if (place === undefined || project.running >= queue.quotaOf(place.project)) break;
    const first =
      groupOf(queue, place)?.find(({ state }) => state !== 'queued') ?? groupOf(queue, place)?.[0];
    if (first !== undefined && first !== place) {
      next += 1;
      continue;
    }
    project.queued.splice(next, 1);
    hold(project, place);
    commands.push({ type: 'admit', run: place.run });
  }
  return commands;
}

function projectOf(queue: QueueState, name: string): Project {
  const known = queue.projects.get(name);
  if (known !== undefined) return known;
  const project: Project = { running: 0, queued: [] };
  queue.projects.set(name, project);
  return project;
}

function groupOf(queue: QueueState, place: QueuedRun): Place[] | undefined {
  const key = groupKey(place);
  if (key === undefined) return undefined;
  const known = queue.groups.get(key);
  if (known !== undefined) return known;
  const group: Place[] = [];
  queue.groups.set(key, group);
  return group;
}

function groupKey({ project, group }: QueuedRun): string | undefined {
  return group === undefined ? undefined : `${project}\n${group}`;
}

function insert(list: Place[], place: Place): void {
  let at = list.length;
  for (
    let before = list[at - 1];
    at > 0 && before !== undefined && isYounger(before, place);
    before = list[at - 1]
  ) {
    at -= 1;
  }
  list.splice(at, 0, place);
}

function isYounger(one: Place, other: Place): boolean {
  if (one.queuedAt !== other.queuedAt) return one.queuedAt > other.queuedAt;
  return one.sequence > other.sequence;
}

function remove(list: Place[], place: Place): void {
  const at = list.indexOf(place);
  if (at >= 0) list.splice(at, 1);
}
