/** A program of ours in the folder of the module: TypeScript in a checkout, a bundle when published. */
export function programBeside(module: string, name: string): URL {
  return new URL(`./${name}.${module.endsWith('.ts') ? 'ts' : 'js'}`, module);
}
