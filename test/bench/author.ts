import { authorFolder } from '../support/author-folder.ts';
import { authorLanguages, authorSteps, walkAuthorPath } from '../support/author-path.ts';
import { type BenchReport, type BenchRow, sampleOf } from './report.ts';

const rounds = 2;

/** How soon the goal is to be reached: an author waits for the test after an edit. */
const goals: Readonly<Record<string, number>> = { 'template test, green after the first edit': 60_000 };

/** The way of a team that has no checkout: from the published packages to a template that a pipeline uses. */
export async function bench(): Promise<BenchReport> {
  const author = await authorFolder(['script']);
  try {
    const rows: BenchRow[] = [
      { what: 'the packages are packed', ours: author.times.pack, unit: 'ms', goal: '–', met: true },
      { what: 'npm install of the tarballs', ours: author.times.install, unit: 'ms', goal: '–', met: true },
    ];
    for (const language of authorLanguages) {
      const walks = Array.from({ length: rounds }, () => walkAuthorPath(author, language));
      const whole = sampleOf(walks.map((walk) => authorSteps.reduce((sum, step) => sum + walk[step], 0)));
      for (const step of authorSteps)
        rows.push(row(language.language, step, sampleOf(walks.map((walk) => walk[step]))));
      rows.push(row(language.language, 'all of it', whole));
      console.error(`${language.language} ${Math.round(whole.median)}`);
    }
    return {
      name: 'author',
      rows,
      notes: [
        `From the packed tarballs in an empty folder; two rounds, each with a template of a new name.`,
        'Times of whole commands. The edit itself is a person’s, and not counted.',
        'Images stand on ones that are there; a first `npm install` fetches from the registry what is not in its cache.',
      ],
    };
  } finally {
    author.remove();
  }
}

function row(language: string, step: string, { median, min }: ReturnType<typeof sampleOf>): BenchRow {
  const goal = goals[step];
  return {
    what: `${language}: ${step}`,
    ours: median,
    oursMin: min,
    unit: 'ms',
    goal: goal === undefined ? '–' : `≤ ${goal} ms`,
    met: goal === undefined || median <= goal,
  };
}
