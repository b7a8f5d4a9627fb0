import { commandError } from '../failure.ts';

/** @throws CommandError always. */
export function notFound(run: string): never {
  throw commandError(
    `There is no run ${JSON.stringify(run)}.`,
    'See `stepyard runs list --all-projects`.',
    1,
  );
}
