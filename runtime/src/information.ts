import { helpText, type Manifest } from '@stepyard/catalog';

/** What `--help`, `--version` and `--manifest` print; undefined when none of them is asked for. */
export function informationText(
  manifest: Manifest,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (argv.includes('--help') || argv.includes('-h'))
    return `${helpText(manifest, languageOf(env)).trimEnd()}\n`;
  if (argv.length !== 1) return undefined;
  if (argv[0] === '--version') return `${manifest.name} ${manifest.version}\n`;
  if (argv[0] === '--manifest') return `${JSON.stringify(manifest, undefined, 2)}\n`;
  return undefined;
}

function languageOf(env: Readonly<Record<string, string | undefined>>): 'en' | 'zh' {
  const language = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return language.startsWith('zh') ? 'zh' : 'en';
}
