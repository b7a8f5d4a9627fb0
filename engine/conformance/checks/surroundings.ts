import { inputVariable } from '@stepyard/catalog';
import { cacheVariable } from '@stepyard/contract';
import { broken, type Check, freeTexts, keptIf, type Proof, pathInputs } from '../check.ts';
import { type Ended, sameEnd, type TrialFile, told } from '../trial.ts';
import { toolsOf } from './flags.ts';

const elsewhere = '/work of a run';

/** A shell runs a part of it wherever it stands: bare, in double quotes and in single ones. */
const hostile = "x`touch HACKED`$(touch HACKED)';touch HACKED;'\n--help";

/** What a step finds and leaves around it: clauses V, D and E. */
export const surroundingChecks: readonly Check[] = [
  {
    clause: 'V1',
    async prove(proof) {
      // Where the artifacts are stands in the task facts alone.
      const facts = proof.manifest.permissions?.some((one) => one.startsWith('artifacts:'));
      const none = Object.keys(proof.given.env).filter(
        (name) => name.startsWith('STEPYARD_') && !(facts && name === 'STEPYARD_TASK'),
      );
      const ended = await proof.again(Object.fromEntries(none.map((name) => [name, undefined])));
      return keptIf(ended.status === proof.baseline.status, `Without ${none.join(', ')} ${told(ended)}.`);
    },
  },
  {
    clause: 'V2',
    async prove(proof) {
      const files = Object.entries(proof.given.files ?? {}).map(([path, file]) => [
        path.replace(/^in\//, 'in/other place/'),
        file,
      ]);
      const moved = Object.entries(proof.given.env).filter(([, value]) => value.startsWith('/step/in/'));
      const env = Object.fromEntries(
        moved.map(([name, value]) => [name, value.replace('/step/in/', '/step/in/other place/')]),
      );
      const ended = await proof.again(env, { files: Object.fromEntries(files) });
      return keptIf(
        sameEnd(ended, proof.baseline),
        `With its files read-only at another place ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'V4',
    async prove({ baseline, secret }) {
      const tools = toolsOf(baseline.processes);
      if (tools.length === 0) return undefined;
      const seen = tools.flatMap(
        ({ text }) => / ((?:INPUT|STEPYARD)_\w+)=/.exec(text.replaceAll(secret, '***'))?.[1] ?? [],
      );
      return keptIf(
        seen.length === 0,
        `A program that it started had ${[...new Set(seen)].join(', ')} in its environment.`,
      );
    },
  },
  {
    clause: 'D1',
    async prove({ workdir }) {
      return keptIf(workdir === '/app', `The image must start in /app, got ${JSON.stringify(workdir)}.`);
    },
  },
  {
    clause: 'D2',
    async prove(proof) {
      const name = pathInputs(proof).find(
        (one) => typeof proof.values[one] === 'string' && !String(proof.values[one]).startsWith('/'),
      );
      if (name === undefined) return undefined;
      const there = { STEPYARD_WORKSPACE: elsewhere };
      const plain = await proof.again(there, { workspace: elsewhere });
      const ended = await proof.again(
        { ...there, [inputVariable([name])]: `/app/${proof.values[name]}` },
        { workspace: elsewhere },
      );
      return keptIf(
        sameEnd(ended, plain),
        `\`${name}\` with /app/ before it, in a workspace elsewhere: ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'D3',
    async prove(proof) {
      const [name] = pathInputs(proof);
      if (name === undefined) return undefined;
      for (const text of ['../outside', '/etc', 'x/../../outside']) {
        const ended = await proof.again({ [inputVariable([name])]: text });
        if (ended.status === 0)
          return broken(
            `\`${name}\` was taken although it leads out of the workspace: ${JSON.stringify(text)}.`,
          );
      }
      return 'kept';
    },
  },
  {
    clause: 'D4',
    async prove(proof) {
      const names = cachesOf(proof);
      if (names.length === 0) return undefined;
      const ended = await proof.again(
        Object.fromEntries(names.map((name) => [cacheVariable(name), `/step/cache elsewhere/${name}`])),
      );
      if (!sameEnd(ended, proof.baseline)) return broken(`With its caches at another place ${told(ended)}.`);
      const before = [...proof.baseline.step.keys()].some((path) => path.startsWith('cache/'));
      const now = [...ended.step.keys()].some((path) => path.startsWith('cache elsewhere/'));
      return keptIf(
        now || !before,
        'It put into a cache at one place what it did not put into that at another.',
      );
    },
  },
  {
    clause: 'D5',
    async prove(proof) {
      const names = cachesOf(proof).filter((name) => proof.manifest.caches?.[name]?.layered);
      if (names.length === 0) return undefined;
      const files: Record<string, TrialFile> = {};
      for (const [path, content] of proof.baseline.step) {
        if (path.startsWith('cache/')) files[path.replace(/^cache/, 'base')] = { content };
      }
      for (const name of names) files[`base/${name}/.kept`] = { content: '' };
      const env = Object.fromEntries(
        names.map((name) => [`${cacheVariable(name)}_BASE`, `/step/base/${name}`]),
      );
      const ended = await proof.again(env, { files: { ...proof.given.files, ...files } });
      return keptIf(
        sameEnd(ended, proof.baseline),
        `With a read-only base beneath its caches ${told(ended)}.`,
      );
    },
  },
  {
    clause: 'D6',
    async prove(proof) {
      if (cachesOf(proof).length === 0 || proof.baseline.status !== 0) return undefined;
      const files: Record<string, TrialFile> = {};
      for (const [path, content] of proof.baseline.step) {
        if (path.startsWith('cache/'))
          files[path] = { content: content.subarray(0, content.length / 2), mode: 0o666, own: true };
      }
      for (const name of cachesOf(proof))
        files[`cache/${name}/garbage`] = { content: '\0\x01garbage', mode: 0o666, own: true };
      const ended = await proof.again({}, { files: { ...proof.given.files, ...files } });
      return keptIf(sameEnd(ended, proof.baseline), `With damaged caches ${told(ended)}.`);
    },
  },
  {
    clause: 'D7',
    async prove({ baseline, secret }) {
      const places = [
        ...prefixed('workspace', baseline.workspace),
        ...prefixed('cache', new Map([...baseline.step].filter(([path]) => path.startsWith('cache/')))),
      ];
      const found = places.filter(([, content]) => holds(content, secret)).map(([path]) => path);
      return keptIf(found.length === 0, `A secret was left in ${found.join(', ')}.`);
    },
  },
  {
    clause: 'E4',
    async prove(proof) {
      const names = freeTexts(proof);
      if (names.length === 0) return undefined;
      const ended = await proof.again(
        Object.fromEntries(names.map((name) => [inputVariable([name]), hostile])),
      );
      const done = [...ended.workspace.keys(), ...ended.step.keys()].some((path) => path.endsWith('HACKED'));
      return keptIf(!done, `The text of ${names.join(' or ')} was run as a command.`);
    },
  },
];

function cachesOf({ manifest }: Proof): readonly string[] {
  return Object.keys(manifest.caches ?? {});
}

/** Says whether content holds a secret, as it is or in base64. */
export function holds(content: Uint8Array | string, secret: string): boolean {
  const bytes = Buffer.from(content);
  return [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -2)].some((text) =>
    bytes.includes(text),
  );
}

function prefixed(prefix: string, files: Ended['workspace']): (readonly [string, Uint8Array])[] {
  return [...files].map(
    ([path, content]) => [path.startsWith(prefix) ? path : `${prefix}/${path}`, content] as const,
  );
}
