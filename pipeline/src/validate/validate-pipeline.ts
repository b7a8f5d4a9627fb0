import type { Catalog, Manifest } from '@stepyard/catalog';
import { references } from '../expression/references.ts';
import { layOut } from '../layout/lay-out.ts';
import type { LaidTask, Layout, Need } from '../layout/layout.ts';
import { inOrder, type PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem } from '../plan.ts';
import { plainText } from '../shape/scalars.ts';
import { checkAbilities, checkLater, type ExecutorAbilities } from './abilities.ts';
import { checkCacheMounts } from './check-cache-mounts.ts';
import { checkDocument, checkEnvironments, checkIncluded, checkSources } from './check-document.ts';
import { checkGroups } from './check-groups.ts';
import { checkInputs, checkTaskTraits } from './check-inputs.ts';
import { checkTask } from './check-task.ts';
import type { Found } from './check-text.ts';
import { checkConnections } from './connections.ts';
import { findTemplates } from './find-templates.ts';
import { findNeeds, type Needs } from './graph.ts';
import { checkInputDeclarations } from './input-declarations.ts';
import { commonRoots, type Known } from './scope.ts';
import { addSource } from './source-task.ts';

export interface ValidateOptions extends Known {
  /** Where it will run; absent: nothing is said of what an executor can do. */
  readonly executor?: ExecutorAbilities;
  /** Environments that are known besides those of the file. */
  readonly environments?: readonly string[];
  /** By task id, the version of its template in the run before: for warnings of long upgrades. */
  readonly previous?: Readonly<Record<string, string>>;
}

/** Checks a parsed pipeline against a catalog, as every one of its environments sees it; finds all that is wrong. */
export function validatePipeline(
  document: PipelineDocument,
  catalog: Catalog,
  options: ValidateOptions = {},
): readonly PipelineProblem[] {
  if (document.broken) return [];
  const named = plainDefault(document);
  const others = [...(document.environments?.keys() ?? [])].filter((name) => name !== named);
  const problems = [named, ...others].flatMap((name) => examine(document, catalog, name, options).problems);
  return inOrder(distinct(problems));
}

/** A document as one environment sees it, with everything found that a plan is made of. */
export interface Examined {
  readonly layout: Layout;
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly needs: Needs;
  readonly expressions: ReadonlyMap<string, readonly Found[]>;
  readonly problems: readonly PipelineProblem[];
}

/** Checks a parsed pipeline as one environment sees it. */
export function examine(
  document: PipelineDocument,
  catalog: Catalog,
  environment: string | undefined,
  options: ValidateOptions,
): Examined {
  const laid = layOut(document, environment);
  const problems: PipelineProblem[] = [...laid.problems];
  const layout = addSource(laid, document, catalog, problems);
  const manifests = findTemplates(layout.tasks, catalog, options.previous ?? {}, problems);
  const withManifests = layout.tasks.map((task): [LaidTask, Manifest | undefined] => [
    task,
    manifests.get(task.id),
  ]);
  const common = commonRoots(document, withManifests, options);
  const expressions = new Map<string, readonly Found[]>();
  for (const [task, manifest] of withManifests) {
    expressions.set(task.id, checkTask(task, manifest, catalog, common, problems));
    if (manifest === undefined) continue;
    checkInputs(task, manifest, options, problems);
    checkConnections(task, manifest, options, problems);
    checkTaskTraits(task, manifest, catalog, problems);
  }
  const outputs = new Map([...expressions].map(([id, found]) => [id, outputsUsed(found)]));
  const needs = findNeeds(layout, outputs, problems);
  checkCacheMounts(layout.tasks, needs, problems);
  checkInputDeclarations(document, problems);
  checkDocument(document, common, problems);
  checkEnvironments(document, options.environments, problems);
  checkGroups(document, layout.tasks, options, problems);
  checkSources(document, problems);
  checkIncluded(document, problems);
  checkLater(document, problems);
  if (options.executor !== undefined) checkAbilities(layout.tasks, manifests, options.executor, problems);
  return { layout, manifests, needs, expressions, problems };
}

/** The environment that holds by default, where it is written as a name and not as an expression. */
export function plainDefault({ environment }: PipelineDocument): string | undefined {
  return environment === undefined || environment.expressions.length > 0 ? undefined : plainText(environment);
}

function outputsUsed(found: readonly Found[]): readonly Need[] {
  return found.flatMap(({ ast, at }) => [...references(ast).tasks].map((id) => ({ id, at })));
}

/** Each problem once: environments see most of the file alike. */
function distinct(problems: readonly PipelineProblem[]): readonly PipelineProblem[] {
  const seen = new Map(
    problems.map((one) => [[one.file, one.line, one.column, one.rule, one.message].join('\0'), one]),
  );
  return [...seen.values()];
}
