import { check, checkTraits, nearest } from '@stepyard/catalog';
import { namedTraits } from '../render/named-traits.ts';
import { traits } from '../traits/folder.ts';
import { workloadTypes } from '../workloads/workloads.ts';
import type { Application, Component } from './application.ts';
import type { Fault } from './problems.ts';

const declarations = traits.map(({ declaration }) => declaration);
const types = workloadTypes.map(({ name }) => name);
const health = 'healthscopes.core.oam.dev';

interface CheckApplicationOptions {
  /** Another platform makes the application: it may have types, traits and fields that are not known here. */
  readonly open: boolean;
}

/** Finds all that is wrong with an application; traits by the rules of the pipeline's. */
export function checkApplication(
  application: Application,
  { open }: CheckApplicationOptions = { open: false },
): Fault[] {
  const { components } = application;
  const known = components.flatMap((component) => [
    ...checkType(component, open),
    ...checkDependencies(component, components),
  ]);
  if (open) return [...doubled(components), ...known];
  return [
    ...Object.keys(application.rest).map((field) =>
      notDone(application, ['spec', field], field, 'the application'),
    ),
    ...doubled(components),
    ...known,
    ...components.flatMap((component) => [
      ...Object.keys(component.rest).map((field) =>
        notDone(component, [], field, `the component \`${component.name}\``),
      ),
      ...checkScopes(component),
    ]),
  ];
}

function checkType(component: Component, open: boolean): Fault[] {
  const { name, type, properties, place } = component;
  const found = workloadTypes.find((one) => one.name === type);
  if (found === undefined) {
    if (open) return [];
    const meant = nearest(type, types);
    const hint = `Known are ${types.map((one) => `\`${one}\``).join(', ')}.`;
    return [
      {
        at: place(),
        message: `\`${name}\` is of the type \`${type}\`, which is none that this task knows.`,
        hint: meant === undefined ? hint : `Did you mean \`${meant}\`?`,
      },
    ];
  }
  const uses = namedTraits(component);
  return [
    ...check({ name, inputs: found.inputs }, properties).map(({ path, message, hint }) => ({
      at: place(...path),
      message: `\`${name}\`: ${message}`,
      hint: inFile(hint),
    })),
    ...checkTraits(
      declarations,
      { name, workload: found.name },
      uses.map((use) => ({ trait: use.type, with: use.properties })),
    )
      .filter(({ rule }) => !open || rule !== 'unknown-trait')
      .map(({ path: [index, ...path], rule, message, hint }) => {
        const use = uses[Number(index)];
        const of =
          rule === 'trait-input' && use !== undefined ? `\`${name}\`, trait \`${use.type}\`` : `\`${name}\``;
        return { at: use?.place(...path) ?? place(), message: `${of}: ${message}`, hint: inFile(hint) };
      }),
  ];
}

/** Here a value stands in a file, and in no variable of the step. */
function inFile(hint: string): string {
  return hint.replace(/^Set INPUT_\w+ /, 'Set it ');
}

function checkScopes({ name, scopes, place }: Component): Fault[] {
  return Object.keys(scopes)
    .filter((kind) => kind !== health)
    .map((kind) => ({
      at: place(),
      message: `\`${name}\` is in a scope of the kind \`${kind}\`, which this task does not know.`,
      hint: `Known is \`${health}\`: its components are waited for. Limits stand on stages of the pipeline.`,
    }));
}

function checkDependencies({ name, dependsOn, place }: Component, all: readonly Component[]): Fault[] {
  const names = all.map((one) => one.name);
  return dependsOn
    .filter((needed) => !names.includes(needed))
    .map((needed) => {
      const meant = nearest(needed, names);
      return {
        at: place(),
        message: `\`${name}\` depends on \`${needed}\`, which is no component.`,
        hint:
          meant === undefined
            ? `Components are ${names.map((one) => `\`${one}\``).join(', ')}.`
            : `Did you mean \`${meant}\`?`,
      };
    });
}

function doubled(components: readonly Component[]): Fault[] {
  return components.flatMap(({ name, place }, index) =>
    components.findIndex((one) => one.name === name) === index
      ? []
      : [
          {
            at: place(),
            message: `\`${name}\` is the name of two components.`,
            hint: 'Rename one of the two.',
          },
        ],
  );
}

function notDone(
  { place }: Pick<Component, 'place'>,
  path: readonly string[],
  field: string,
  whose: string,
): Fault {
  return {
    at: place(...path),
    message: `\`${field}\` of ${whose} is not done by this task.`,
    hint: 'Say it by stages and tasks of the pipeline, or hand the application to KubeVela: `engine: kubevela`.',
  };
}
