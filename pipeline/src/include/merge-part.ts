import type { OverlaySource } from '../language/environment.ts';
import type { PartSource } from '../language/pipeline.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';

/** Adds what an included file says beside its stages; what the including file says itself comes before it. */
export function mergePart(document: PipelineDocument, part: PartSource): PipelineDocument {
  return {
    ...document,
    inputs: under(part.inputs, document.inputs),
    env: under(part.env, document.env),
    finally: [...(part.finally ?? []), ...(document.finally ?? [])],
    ...((part.environments ?? document.environments) && {
      environments: mergeEnvironments(part.environments, document.environments),
    }),
  };
}

type Overlays = ReadonlyMap<string, OverlaySource>;

function mergeEnvironments(base: Overlays | undefined, over: Overlays | undefined): Overlays {
  const merged = new Map(base ?? []);
  for (const [name, overlay] of over ?? []) {
    const first = merged.get(name);
    merged.set(name, first === undefined ? overlay : mergeOverlay(first, overlay));
  }
  return merged;
}

function mergeOverlay(base: OverlaySource, over: OverlaySource): OverlaySource {
  return {
    ...base,
    ...over,
    env: under(base.env, over.env),
    inputs: under(base.inputs, over.inputs),
    stages: under(base.stages, over.stages),
    tasks: under(base.tasks, over.tasks),
  };
}

function under<V>(
  base: ReadonlyMap<string, V> | undefined,
  over: ReadonlyMap<string, V> | undefined,
): ReadonlyMap<string, V> {
  return new Map([...(base ?? []), ...(over ?? [])]);
}
