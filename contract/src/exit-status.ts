/** Exit statuses of a step (docs/contract.md, clauses X). Others mean `failed`, class user. */
export const exitStatus = {
  success: 0,
  failed: 1,
  inputs: 2,
  internal: 70,
  retry: 75,
  suspended: 79,
  timeout: 124,
  cancelled: 143,
} as const;
