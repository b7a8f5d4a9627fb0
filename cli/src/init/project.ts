/** A step of the pipeline that `init` writes. */
export interface FirstTask {
  readonly title: string;
  readonly template: string;
  readonly with: Readonly<Record<string, unknown>>;
  readonly artifacts?: readonly { readonly path: string; readonly type?: 'junit' }[];
}

/** A kind of project: how it is known, and what builds and tests it. */
export interface ProjectKind {
  readonly name: string;
  /** Files of which one stands in the project's root; the first kind with one wins. */
  readonly markers: readonly string[];
  tasks(project: Project): readonly FirstTask[];
}

/** The project's root, as far as a kind needs to look into it. */
export interface Project {
  has(file: string): boolean;
  /** The file's text, or `''` where there is none. */
  read(file: string): string;
}

/** A task for what no template does yet. */
export function shell(title: string, ...lines: readonly string[]): FirstTask {
  return { title, template: 'script', with: { script: { text: `${['set -e', ...lines].join('\n')}\n` } } };
}
