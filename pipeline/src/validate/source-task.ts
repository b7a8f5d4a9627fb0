import { type Catalog, type Field, find, type Manifest } from '@stepyard/catalog';
import { take } from '../layout/ids.ts';
import { defaults, type LaidTask, type Layout } from '../layout/layout.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import type { Entry, MapNode, Node, ScalarNode } from '../yaml/node.ts';
import { keyAt } from '../yaml/node.ts';

/** Puts a stage with the task that fetches the pipeline's source before all others, if a task wants it. */
export function addSource(
  layout: Layout,
  document: PipelineDocument,
  catalog: Catalog,
  problems: PipelineProblem[],
): Layout {
  const { source } = document;
  if (source === undefined || !layout.tasks.some((task) => task.source)) return layout;
  const manifest = sourceTemplate(catalog);
  if (manifest === undefined) {
    problems.push(
      problem({
        at: keyAt(document.node, ['source']),
        path: ['source'],
        rule: 'no-source-template',
        message: '`source` must be fetched by a template, but no template of the catalog provides `source`.',
        hint: 'Use a catalog that has one, or remove `source`.',
      }),
    );
    return layout;
  }
  const id = take('source', new Set(layout.tasks.map((task) => task.id)));
  const name = take('source', new Set(layout.stages.map((stage) => stage.name)));
  const task = sourceTask(id, manifest, document, layout.environment);
  const stage = { name, title: manifest.title.en, parallel: false, scope: undefined, tasks: [id] };
  const moved = layout.tasks.map((one) => ({
    ...one,
    stage: one.stage === undefined ? undefined : one.stage + 1,
  }));
  return { ...layout, stages: [stage, ...layout.stages], tasks: [task, ...moved] };
}

/** The newest template that provides `source`. */
export function sourceTemplate(catalog: Catalog): Manifest | undefined {
  const name = catalog.templates.find((one) => one.provides === 'source')?.name;
  return name === undefined ? undefined : find(catalog, name);
}

function sourceTask(
  id: string,
  manifest: Manifest,
  document: PipelineDocument,
  environment: string | undefined,
): LaidTask {
  const given = document.source;
  const key = keyAt(document.node, ['source']);
  const place = given?.node.at ?? key;
  const blockNode: MapNode =
    given?.node.kind === 'map' ? given.node : { kind: 'map', entries: new Map(), at: place, size: 1 };
  const credential = given !== undefined && 'credential' in given ? given.credential : undefined;
  const entries = new Map<string, Entry>();
  const put = (name: string, value: Node | undefined) => {
    if (value !== undefined) entries.set(name, { key: value.at, value });
  };
  put('url', given?.url);
  put('ref', given !== undefined && 'ref' in given ? given.ref : undefined);
  put('auth', credential && authOf(credential, manifest.inputs.auth));
  return {
    id,
    title: manifest.title.en,
    stage: 0,
    hook: undefined,
    node: blockNode,
    template: manifest.name,
    with: { kind: 'map', entries, at: place, size: 1 },
    env: document.env ?? new Map<string, ScalarNode>(),
    when: undefined,
    needs: [],
    ...defaults,
    cache: document.cache ?? defaults.cache,
    config: document.config ?? [],
    connections: (given !== undefined && 'connection' in given ? given.connection : undefined) ?? [],
    artifacts: [],
    workdir: undefined,
    source: false,
    resources: undefined,
    image: undefined,
    services: [],
    traits: [],
    matrix: undefined,
    environment,
    implicit: true,
  };
}

/** A credential that is one secret fills the first case that needs just one. */
function authOf(credential: Node, field: Field | undefined): Node {
  if (credential.kind !== 'scalar' || credential.expressions.length === 0) return credential;
  if (field === undefined || !('cases' in field)) return credential;
  for (const [name, { fields }] of Object.entries(field.cases)) {
    const needed = Object.entries(fields).filter(([, one]) => one.optional !== true && !('default' in one));
    const [only] = needed;
    if (needed.length !== 1 || only === undefined || !('secret' in only[1])) continue;
    const scalar: ScalarNode = { ...credential, value: name, source: name, expressions: [] };
    const entries = new Map<string, Entry>([
      ['case', { key: credential.at, value: scalar }],
      [only[0], { key: credential.at, value: credential }],
    ]);
    return { kind: 'map', entries, at: credential.at, size: 3 };
  }
  return credential;
}
