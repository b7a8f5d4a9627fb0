import { listAt, textAt } from '@stepyard/runtime/kubernetes';
import type { Application, Component } from './application.ts';
import type { Fault } from './problems.ts';

/** Names of components of the type `task` that run before or after the others. */
export interface Hooks {
  readonly pre: readonly string[];
  readonly post: readonly string[];
}

/**
 * Components in the order in which they are applied, those that may go together in one wave. What a component depends
 * on or is bound to is ready before it; what stands in a circle becomes a fault that names the circle.
 */
export function wavesOf(application: Application, hooks: Hooks, faults: Fault[]): Component[][] {
  const { components } = application;
  faults.push(...strangeHooks(application, hooks));
  const needs = needsOf(components, hooks);
  const depth = new Map<string, number>();
  const visit = (name: string, way: readonly string[]): number => {
    const known = depth.get(name);
    if (known !== undefined) return known;
    if (way.includes(name)) {
      const circle = [...way.slice(way.indexOf(name)), name];
      faults.push({
        at: (components.find((one) => one.name === name) ?? application).place(),
        message: `Components must not depend on each other in a circle: ${circle.join(' → ')}.`,
        hint: 'Take one of these dependencies away: a `dependsOn`, a service binding or a hook.',
      });
      return 0;
    }
    const level = Math.max(0, ...(needs.get(name) ?? []).map((one) => visit(one, [...way, name]) + 1));
    depth.set(name, level);
    return level;
  };
  for (const { name } of components) visit(name, []);
  const waves: Component[][] = [];
  for (const component of components) {
    const level = depth.get(component.name) ?? 0;
    waves[level] = [...(waves[level] ?? []), component];
  }
  return waves.filter((wave) => wave !== undefined);
}

function needsOf(components: readonly Component[], { pre, post }: Hooks): Map<string, string[]> {
  const names = components.map(({ name }) => name);
  const needs = new Map(
    components.map((component) => {
      const bound = boundTo(component).filter((one) => one !== component.name);
      return [component.name, [...component.dependsOn, ...bound].filter((one) => names.includes(one))];
    }),
  );
  // What a hook needs itself cannot wait for it.
  const before = reached(pre, needs);
  const add = (name: string, more: readonly string[]) =>
    needs.set(name, [...new Set([...(needs.get(name) ?? []), ...more])]);
  const known = (all: readonly string[]) => all.filter((name) => names.includes(name));
  for (const name of names) if (!before.has(name)) add(name, known(pre));
  for (const name of known(post))
    add(
      name,
      names.filter((one) => !post.includes(one)),
    );
  for (const list of [known(pre), known(post)])
    for (const [index, name] of list.entries()) add(name, list.slice(0, index));
  return needs;
}

function reached(from: readonly string[], needs: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set(from);
  for (const name of found) for (const next of needs.get(name) ?? []) found.add(next);
  return found;
}

function boundTo({ traits }: Component): string[] {
  return traits
    .filter(({ type }) => type === 'service-binding')
    .flatMap(({ properties }) => listAt(properties, 'bindings').map((one) => textAt(one, 'service')));
}

function strangeHooks({ components, place }: Application, { pre, post }: Hooks): Fault[] {
  return [...pre, ...post].flatMap((name) => {
    const found = components.find((one) => one.name === name);
    if (found?.type === 'task') return [];
    return [
      {
        at: (found?.place ?? place)(),
        message:
          found === undefined
            ? `\`hooks\` names \`${name}\`, which is no component.`
            : `\`${name}\` is a hook, which must be of the type \`task\`, got \`${found.type}\`.`,
        hint: 'A hook is a component of the type `task`: it runs to its end.',
      },
    ];
  });
}
