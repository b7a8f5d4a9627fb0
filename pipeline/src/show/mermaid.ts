import type { Plan, PlanTask } from '../plan.ts';

/** The plan as a Mermaid flow chart: a box for each stage, an arrow for each task that another waits for. */
export function toMermaid(plan: Plan): string {
  const names = new Map(plan.tasks.map(({ id }, index) => [id, `t${index}`]));
  const byId = new Map(plan.tasks.map((task) => [task.id, task]));
  const box = (name: string, title: string, ids: readonly string[]) => [
    `  subgraph ${name} ["${quoted(title)}"]`,
    ...ids.flatMap((id) => {
      const task = byId.get(id);
      return task === undefined ? [] : [`    ${names.get(id)}["${label(task)}"]`];
    }),
    '  end',
  ];
  const boxes = plan.stages.map((stage, index) => ({ name: `s${index}`, stage }));
  const order = boxes.slice(1).map(({ name }, index) => `  s${index} --> ${name}`);
  const arrows = plan.tasks.flatMap((task) =>
    task.needs.map((need) => `  ${names.get(need)} --> ${names.get(task.id)}`),
  );
  const last = boxes.at(-1)?.name;
  return [
    'flowchart LR',
    ...boxes.flatMap(({ name, stage }) => box(name, stage.title, stage.tasks)),
    ...(plan.finally.length > 0 ? box('last', 'finally', plan.finally) : []),
    ...arrows,
    ...order,
    ...(plan.finally.length > 0 && last !== undefined ? [`  ${last} -.-> last`] : []),
    '',
  ].join('\n');
}

function label(task: PlanTask): string {
  const title = task.title === task.id ? task.id : `${task.title} (${task.id})`;
  return `${quoted(title)}<br/>${quoted(`${task.template}@${task.version}`)}`;
}

/** Mermaid takes HTML entities within quotes; nothing else of a title may mean something to it. */
function quoted(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/@()_-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
