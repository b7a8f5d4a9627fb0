import { complete, type Fields, type Trait, type Values } from '@stepyard/catalog';
import { isRecord } from '@stepyard/contract/json';
import type { Properties } from '../application/application.ts';
import type { Draft } from './draft.ts';

/** What a trait may need to know besides its properties. */
export interface RenderContext {
  /** Image with kubectl, for what has to be done in the cluster at set times. */
  readonly kubectlImage: string;
  /** The Secret with what it takes to reach a service. */
  bindingSecret(service: string): string;
}

/** A trait, and what it does to a component: each file in `traits/` exports one as `trait`. */
export interface RenderedTrait {
  readonly declaration: Trait;
  /** Other names, and how what is written under them is read. */
  readonly also: Readonly<Record<string, (properties: Properties) => Properties>>;
  render(draft: Draft, properties: Properties, context: RenderContext): void;
  /** As KubeVela's own definitions have it; absent where they have none. */
  readonly vela: ((properties: Properties, context: RenderContext) => readonly VelaTrait[]) | undefined;
}

export interface VelaTrait {
  readonly type: string;
  readonly properties: Properties;
}

interface Rendering<I extends Fields> {
  readonly also?: RenderedTrait['also'];
  render(draft: Draft, values: Values<I>, context: RenderContext): void;
  vela?(values: Values<I>, context: RenderContext): VelaTrait | readonly VelaTrait[];
}

/** Joins a trait's declaration with what it does. */
export function renderedTrait<I extends Fields>(
  declaration: Trait & { readonly inputs: I },
  { also = {}, render, vela }: Rendering<I>,
): RenderedTrait {
  const inputs: I = declaration.inputs;
  return {
    declaration,
    also,
    render: (draft, properties, context) => render(draft, complete({ inputs }, properties), context),
    vela:
      vela === undefined
        ? undefined
        : (properties, context) => [vela(complete({ inputs }, properties), context)].flat(),
  };
}

export function isRenderedTrait(value: unknown): value is RenderedTrait {
  return isRecord(value) && isRecord(value.declaration) && typeof value.render === 'function';
}
