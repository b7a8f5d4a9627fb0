import { assertAllUsed, type Manifest, type Substitution } from '@stepyard/runtime/kubernetes';
import type { Application } from './application/application.ts';
import { boundValues, type Service } from './application/bindings.ts';
import { checkApplication } from './application/check.ts';
import { type Hooks, wavesOf } from './application/order.ts';
import { assertFaultless, type Fault } from './application/problems.ts';
import { withImages } from './render/images.ts';
import {
  bindingSecretOf,
  manifestOf,
  namedByContent,
  renderBindings,
  renderComponent,
  withLabels,
} from './render/render.ts';
import { toVela } from './render/vela.ts';

export interface PrepareOptions {
  readonly namespace: string;
  readonly images: readonly Substitution[];
  readonly services: readonly Service[];
  readonly hooks: Hooks;
  readonly engine: 'kubernetes' | 'kubevela';
  readonly kubectlImage: string;
  /** Of every object. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The objects of an application in the order in which they are applied. */
export interface Prepared {
  /** What is in one may be applied together; the next follows when it is ready. */
  readonly waves: readonly (readonly Manifest[])[];
  /** Traits that KubeVela has no definition of by itself. */
  readonly unknownTraits: readonly string[];
}

/**
 * Checks an application and makes objects of it, or one for KubeVela. Nothing outside is asked or changed.
 * @throws StepError INPUT_INVALID with all that is wrong, each with file, line and column
 */
export function prepare(given: Application, options: PrepareOptions): Prepared {
  const { namespace, images, services, hooks, engine, kubectlImage, labels } = options;
  const faults: Fault[] = checkApplication(given, { open: engine === 'kubevela' });
  const waves = wavesOf(given, hooks, faults);
  const bound = boundValues(given, services, faults);
  if (given.namespace !== undefined && given.namespace !== namespace) {
    faults.push({
      at: given.place('metadata', 'namespace'),
      message: `is for the namespace ${JSON.stringify(given.namespace)}, and \`namespace\` says ${JSON.stringify(namespace)}.`,
      hint: 'Leave the namespace out of the application: the task says where it goes.',
    });
  }
  if (engine === 'kubevela' && hooks.pre.length + hooks.post.length > 0) {
    faults.push({
      at: given.place(),
      message: '`preHooks` and `postHooks` are run by this task, and not by KubeVela.',
      hint: 'Leave them out, or use `engine: kubernetes`.',
    });
  }
  assertFaultless(faults);
  const used = new Set<Substitution>();
  const application = withImages(given, images, used);
  assertAllUsed(images, used);
  const context = {
    kubectlImage,
    bindingSecret: (service: string) => bindingSecretOf(application.name, service),
  };
  const secrets = renderBindings(application, bound).map((one) =>
    manifestOf(withLabels(one, labels), application),
  );
  if (engine === 'kubevela') {
    const { object, unknown } = toVela(application, context);
    return {
      waves: [[...secrets, manifestOf(withLabels(object, labels), application)]],
      unknownTraits: unknown,
    };
  }
  const byName = new Map(application.components.map((one) => [one.name, one]));
  const rendered = waves.map((wave) =>
    wave.flatMap(({ name }) => {
      const component = byName.get(name);
      if (component === undefined) return [];
      return renderComponent(application, component, context).map((object) =>
        manifestOf(namedByContent(withLabels(object, labels)), component),
      );
    }),
  );
  const [first = [], ...rest] = rendered;
  return { waves: [[...secrets, ...first], ...rest], unknownTraits: [] };
}
