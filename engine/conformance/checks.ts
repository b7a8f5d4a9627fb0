import type { Check } from './check.ts';
import { claimChecks } from './checks/claims.ts';
import { flagChecks } from './checks/flags.ts';
import { givenInputChecks } from './checks/given-inputs.ts';
import { artifactChecks } from './checks/kept-artifacts.ts';
import { everyStartChecks, timeChecks } from './checks/over-time.ts';
import { reportChecks } from './checks/reports.ts';
import { surroundingChecks } from './checks/surroundings.ts';

/** The clauses that bind an image and are proved one by one. */
export const ownChecks: readonly Check[] = [
  ...givenInputChecks,
  ...flagChecks,
  ...surroundingChecks,
  ...artifactChecks,
  ...claimChecks,
  ...timeChecks,
];

/** Those that look at every end: they come last. */
export const lastChecks: readonly Check[] = [...everyStartChecks, ...reportChecks];
