/** A step of the pipeline that `init` writes. */
export interface FirstTask {
  readonly title: string;
  readonly template: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly artifacts?: readonly (string | Readonly<Record<string, string>>)[];
}

/** A kind of project: how it is known, and what builds and tests it. */
export interface ProjectKind {
  readonly name: string;
  /** Files of which one stands in the project's root; the first kind with one wins. */
  readonly markers: readonly string[];
  tasks(project: Project): readonly FirstTask[];
  /** The words on its licence that the project's own files begin with, where a check may want them everywhere. */
  header?(project: Project): string | undefined;
}

/** The project's root, as far as a kind needs to look into it. */
export interface Project {
  has(file: string): boolean;
  /** The file's text, or `''` where there is none. */
  read(file: string): string;
  /** Names of the files in one of its folders, none where there is no such folder. */
  list(folder: string): readonly string[];
}

/** A task for what no template does yet. */
export function shell(title: string, ...lines: readonly string[]): FirstTask {
  const text = `${[...(lines.length > 1 ? ['set -e'] : []), ...lines].join('\n')}\n`;
  return { title, template: 'script', with: { script: { case: 'inline', text } } };
}
