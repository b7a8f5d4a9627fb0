import { check } from '../check.ts';
import type { Manifest } from '../manifest.ts';
import type { Trait } from '../trait.ts';

/** Every example must pass the checker as an author's values do. */
export function checkExamples(declared: Manifest | Trait): string[] {
  return declared.examples.flatMap((example) =>
    check(declared, example.with, { expressions: true }).map(
      (problem) => `The example "${example.title.en}": ${problem.message}`,
    ),
  );
}
