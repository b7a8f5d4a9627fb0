import type { Check } from './check.ts';
import { claimChecks } from './checks/claims.ts';
import { flagChecks } from './checks/flags.ts';
import { givenInputChecks } from './checks/given-inputs.ts';
import { artifactChecks } from './checks/kept-artifacts.ts';
import { timeChecks } from './checks/over-time.ts';
import { reportChecks } from './checks/reports.ts';
import { surroundingChecks } from './checks/surroundings.ts';

/** All clauses that bind an image, by how they are proved; those that look at every end come last. */
export const checks: readonly Check[] = [
  ...givenInputChecks,
  ...flagChecks,
  ...surroundingChecks,
  ...artifactChecks,
  ...claimChecks,
  ...timeChecks,
  ...reportChecks,
];
