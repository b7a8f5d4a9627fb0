import { authoringSchema, type Catalog, find, type Manifest, type Trait } from '@stepyard/catalog';
import { pipeline } from '../language/pipeline.ts';
import type { JsonSchema, SchemaContext } from '../shape/shape.ts';

/**
 * One JSON Schema of pipeline files for editors: every key with its words, the templates and traits of the catalog by
 * name, and `with:` completed and checked for each of them. `validatePipeline` says more: a schema knows no other task.
 */
export function pipelineSchema(catalog: Catalog, lang: 'en' | 'zh'): JsonSchema {
  const context: SchemaContext = { lang, defs: new Map() };
  const schema = pipeline.schema(context);
  const { defs } = context;
  const uses = [...usesOfTemplates(catalog, lang, defs)];
  if (uses.length > 0) defs.set('uses', { allOf: uses });
  for (const name of uses.length > 0 ? ['task', 'hook'] : []) {
    const written = defs.get(name) ?? {};
    defs.set(name, {
      ...withChoices(written, 'template', templateChoices(catalog, lang)),
      allOf: [{ $ref: '#/$defs/uses' }],
    });
  }
  const traits = catalog.traits.map((trait) => useOfTrait(trait, lang, defs));
  const names = catalog.traits.map(({ name }) => name);
  if (names.length > 0) {
    defs.set('trait', { ...withChoices(defs.get('trait') ?? {}, 'trait', { enum: names }), allOf: traits });
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: titles[lang],
    ...schema,
    $defs: Object.fromEntries(defs),
  };
}

const titles = { en: 'Stepyard pipeline', zh: 'Stepyard 流水线' } as const;

/** For each version of each template: where it is named in one of the ways that mean it, its inputs hold. */
function* usesOfTemplates(
  catalog: Catalog,
  lang: 'en' | 'zh',
  defs: Map<string, JsonSchema>,
): Generator<JsonSchema> {
  for (const [name, versions] of Map.groupBy(catalog.templates, (one) => one.name)) {
    const ways = new Set([
      name,
      ...versions.flatMap(({ version }) => prefixes(version).map((one) => `${name}@${one}`)),
    ]);
    for (const [manifest, written] of Map.groupBy(ways, (way) => find(catalog, way))) {
      if (manifest === undefined) continue;
      const def = versions.length === 1 ? name : `${name}@${manifest.version}`;
      defs.set(`with ${def}`, inputs(manifest, lang));
      yield use('template', written, `with ${def}`, manifest);
    }
  }
}

function useOfTrait(trait: Trait, lang: 'en' | 'zh', defs: Map<string, JsonSchema>): JsonSchema {
  defs.set(`trait ${trait.name}`, inputs(trait, lang));
  return use('trait', [trait.name], `trait ${trait.name}`, trait);
}

function use(key: string, names: readonly string[], def: string, declared: Manifest | Trait): JsonSchema {
  const needed = authoringSchema(declared, 'en').required;
  return {
    if: { properties: { [key]: { enum: names } }, required: [key] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      properties: { with: { $ref: `#/$defs/${def.replaceAll(' ', '%20')}` } },
      ...(Array.isArray(needed) && needed.length > 0 && { required: ['with'] }),
    },
  };
}

function inputs(declared: Manifest | Trait, lang: 'en' | 'zh'): JsonSchema {
  const { $schema: _, ...schema } = authoringSchema(declared, lang);
  return schema;
}

/** The names first, so that an editor offers them; what follows the `@` of a version is left to validation. */
function templateChoices(catalog: Catalog, lang: 'en' | 'zh'): JsonSchema {
  const names = [...new Set(catalog.templates.map(({ name }) => name))];
  const titlesOf = names.map((name) => find(catalog, name)?.title[lang] ?? name);
  const versioned = `^(?:${names.join('|')})@\\d+(?:\\.\\d+){0,2}(?:-[0-9A-Za-z.-]+)?$`;
  return {
    anyOf: [
      { enum: names, enumDescriptions: titlesOf },
      { type: 'string', pattern: versioned },
    ],
  };
}

function withChoices(schema: JsonSchema, key: string, choices: JsonSchema): JsonSchema {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const written = isRecord(properties[key]) ? properties[key] : {};
  const { type: _type, pattern: _pattern, maxLength: _most, ...words } = written;
  return { ...schema, properties: { ...properties, [key]: { ...words, ...choices } } };
}

function prefixes(version: string): readonly string[] {
  const [major = '', minor = ''] = version.split('.');
  return version.includes('-') ? [version] : [major, `${major}.${minor}`, version];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
