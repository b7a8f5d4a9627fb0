import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startersFolder } from '../own-files.ts';
import { icon, type NewTemplate } from './node-files.ts';
import { nodeStarter } from './node-starter.ts';

/** The files of a new template in a language, by name. */
export async function starterFiles(language: string, template: NewTemplate): Promise<Record<string, string>> {
  if (language === 'node') return { ...nodeStarter(template), 'README.md': readme(template) };
  const folder = join(startersFolder, language);
  const files = readdirSync(folder).map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return [file.replace(/^go\.mod\.txt$/, 'go.mod'), named(file, text, template)];
  });
  return {
    ...Object.fromEntries(files),
    'icon.svg': icon,
    'README.md': readme(template),
    ...ignored(language),
  };
}

/** The starters greet; a new template bears its own name. */
function named(file: string, text: string, { name, en, zh, category }: NewTemplate): string {
  if (file !== 'template.json') return text.replaceAll(/\bgreet\b(?!ing)/g, name);
  return text
    .replace('"name": "greet"', `"name": ${JSON.stringify(name)}`)
    .replace('{ "en": "Greet", "zh": "Greet" }', JSON.stringify({ en, zh }))
    .replace(
      '{ "en": "Greets someone.", "zh": "Greets someone." }',
      JSON.stringify({ en: `${en}.`, zh: `${zh}。` }),
    )
    .replace('"category": "build"', `"category": ${JSON.stringify(category)}`);
}

function ignored(language: string): Record<string, string> {
  const made: Readonly<Record<string, string>> = { go: 'main\n', python: '__pycache__/\n' };
  return made[language] === undefined
    ? {}
    : { '.gitignore': made[language], '.dockerignore': 'test*\n__pycache__\n' };
}

function readme({ name, en }: NewTemplate): string {
  return `# ${name}

${en}.

\`\`\`yaml
- template: ${name}
\`\`\`

\`\`\`sh
stepyard template check .    # is the declaration sound
stepyard template test .     # its own tests
stepyard template build .    # the image ${name}:VERSION
stepyard conformance IMAGE   # does the image keep the step contract
stepyard catalog add .       # use it by its name
\`\`\`
`;
}
