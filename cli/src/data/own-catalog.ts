import { join } from 'node:path';
import { type CatalogSource, folderCatalog } from '@stepyard/engine';
import {
  catalogFromFile,
  type FileCatalog,
  type KeptContent,
  keptContent,
  type SourcedEntry,
} from '@stepyard/engine/catalog';
import { note } from '../output.ts';
import { generatedFolder, templatesFolder } from '../own-files.ts';
import type { Settings } from '../settings.ts';

/** The folders given on the command line, then the catalog files: those given, else the one of the data directory. */
export function openCatalog(settings: Settings): FileCatalog {
  const folders = folderCatalog(settings.catalogs, generatedFolder);
  const files = settings.catalogFiles.map((file) => ownCatalog(file, settings));
  return {
    async templates(): Promise<readonly SourcedEntry[]> {
      const given = (await folders.templates()).map((entry) => ({
        ...entry,
        source: fileSource(entry.start.command),
      }));
      const others = await Promise.all(files.map((file) => file.templates()));
      return [...given, ...others.flat()];
    },
  };
}

/** The templates of one catalog file. */
export function ownCatalog(file: string, settings: Settings): FileCatalog {
  return catalogFromFile(file, {
    builtIn: builtInCatalog(),
    kept: keptTemplates(settings),
    insecure: insecureRegistries(),
    warn: (text) => note(`stepyard: ${text}`),
  });
}

/** What the data directory keeps of sources that are far away. */
export function keptTemplates({ data }: Settings): KeptContent {
  return keptContent(join(data, 'templates'));
}

/** Registries that are spoken to by http. */
export function insecureRegistries(): readonly string[] {
  return process.env.STEPYARD_INSECURE_REGISTRIES?.split(',').map((one) => one.trim()) ?? [];
}

let builtIn: CatalogSource | undefined;

/** The templates that come with the command; read once. */
function builtInCatalog(): CatalogSource {
  builtIn ??= folderCatalog([templatesFolder], generatedFolder);
  return builtIn;
}

function fileSource([...command]: readonly string[] = []) {
  const entry = command.at(-1) ?? '';
  return { kind: 'file' as const, file: entry.replace(/(\/dist)?\/main(\.\w+)?$/, '') };
}
