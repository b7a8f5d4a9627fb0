import { execFile } from 'node:child_process';
import type { Catalog, Tool } from '@stepyard/catalog';
import { coerce, satisfies } from 'semver';

export interface ToolFinding {
  readonly tool: string;
  /** Semver ranges that templates ask for. */
  readonly ranges: readonly string[];
  /** As the tool says it; absent where it is not there or says none. */
  readonly version: string | undefined;
  readonly state: 'here' | 'missing' | 'too-old';
  /** Templates that do not work without it. */
  readonly neededBy: readonly string[];
  /** Templates that need it for some inputs only. */
  readonly usedBy: readonly string[];
}

/** Looks for every tool that a template of the catalog names, on the PATH of this machine. */
export async function findTools(catalog: Catalog): Promise<ToolFinding[]> {
  const uses = new Map<string, { template: string; tool: Tool }[]>();
  for (const template of catalog.templates) {
    for (const tool of template.tools ?? []) {
      uses.set(tool.name, [...(uses.get(tool.name) ?? []), { template: template.name, tool }]);
    }
  }
  return Promise.all(
    [...uses].map(async ([name, users]) => {
      const said = await versionOf(name);
      const ranges = [...new Set(users.flatMap(({ tool }) => tool.version ?? []))];
      return {
        tool: name,
        ranges,
        version: said.version,
        state: said.found ? (fits(said.version, ranges) ? 'here' : 'too-old') : 'missing',
        neededBy: users.filter(({ tool }) => !tool.optional).map(({ template }) => template),
        usedBy: users.filter(({ tool }) => tool.optional).map(({ template }) => template),
      } satisfies ToolFinding;
    }),
  );
}

function fits(version: string | undefined, ranges: readonly string[]): boolean {
  const known = version === undefined ? null : coerce(version);
  return known === null || ranges.every((range) => satisfies(known, range));
}

/** Asks the tool itself; one that does not know `--version` is there, with no version. */
function versionOf(tool: string): Promise<{ found: boolean; version: string | undefined }> {
  const flag = tool === 'ssh' ? '-V' : tool === 'go' ? 'version' : '--version';
  return new Promise((resolve) => {
    execFile(tool, [flag], { timeout: 10_000 }, (error, stdout, stderr) => {
      const found = !(error && 'code' in error && error.code === 'ENOENT');
      resolve({ found, version: /\d+\.\d+(?:\.\d+)?/.exec(`${stdout}\n${stderr}`)?.[0] });
    });
  });
}
