import { type Catalog, manifestSchema, toJsonSchema, traitSchema } from '@stepyard/catalog';
import { pipelineSchema } from '@stepyard/pipeline';

/** A file that follows from the declarations. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** The folder that holds generated files only: what is in it and not written is removed. */
export const generatedFolder = 'catalog/generated';

const $comment = 'Written by `npm run gen` from templates/ and catalog/traits/. Do not edit.';

/** The catalog, each template's manifest, and the schemas of its inputs and of pipeline files in both languages. */
export function generatedFiles(catalog: Catalog): GeneratedFile[] {
  return [
    json('catalog.json', { $comment, ...catalog }),
    json('manifest.schema.json', { $comment, ...manifestSchema }),
    json('trait.schema.json', { $comment, ...traitSchema }),
    json('pipeline.schema.json', { $comment, ...pipelineSchema(catalog, 'en') }),
    json('pipeline.schema.zh.json', { $comment, ...pipelineSchema(catalog, 'zh') }),
    ...catalog.templates.flatMap((manifest) => [
      json(`${manifest.name}.json`, { $schema: './manifest.schema.json', ...manifest }),
      json(`${manifest.name}.schema.json`, { $comment, ...toJsonSchema(manifest, 'en') }),
      json(`${manifest.name}.schema.zh.json`, { $comment, ...toJsonSchema(manifest, 'zh') }),
    ]),
  ];
}

function json(name: string, value: object): GeneratedFile {
  return { path: `${generatedFolder}/${name}`, text: `${JSON.stringify(value, null, 2)}\n` };
}
