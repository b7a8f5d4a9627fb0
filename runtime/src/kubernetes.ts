export type { ClusterAccess, ClusterStep } from './kubernetes/access.ts';
export { combined, together } from './kubernetes/all-problems.ts';
export { type Applied, applyPlan } from './kubernetes/apply-plan.ts';
export { type Budget, type BudgetOptions, openBudget } from './kubernetes/budget.ts';
export { type Cluster, type KubeRequest, openCluster } from './kubernetes/cluster.ts';
export { diffOf } from './kubernetes/diff.ts';
export { readStatus, statusError } from './kubernetes/failure.ts';
export { fieldManagerOf, ownFields } from './kubernetes/field-manager.ts';
export { assertAllUsed, bareImage, type Substitution, substituteImages } from './kubernetes/images.ts';
export { readManifestFiles } from './kubernetes/manifest-files.ts';
export { type Manifest, placeText, readManifests, type Source } from './kubernetes/manifests.ts';
export {
  at,
  groupOf,
  isKubeObject,
  type KubeObject,
  listAt,
  numberAt,
  textAt,
  titleOf,
} from './kubernetes/object.ts';
export { inOrder } from './kubernetes/order.ts';
export { type ApplyOptions, apply, dryRun } from './kubernetes/patch.ts';
export { type Change, planApply } from './kubernetes/plan.ts';
export {
  deleteLeftovers,
  findLeftovers,
  keptAnnotation,
  type Leftover,
  type PruneOptions,
  setLabel,
} from './kubernetes/prune.ts';
export { declaredPart, hideSecret, same } from './kubernetes/pruned-object.ts';
export { assess } from './kubernetes/ready/assess.ts';
export type { Assessment, Finding } from './kubernetes/ready/finding.ts';
export { isWorkload, type Target } from './kubernetes/ready/subject.ts';
export { type ReadyOptions, waitReady } from './kubernetes/ready/wait.ts';
export { pathOf, type Resource } from './kubernetes/resources.ts';
export { countText, type ShownChange, showPlan } from './kubernetes/show-plan.ts';
export { liveObjects, targetsOf } from './kubernetes/targets.ts';
export { ingressUrl, reachableUrl, urlOfWorkload } from './kubernetes/url.ts';
export type { Place } from './kubernetes/yaml-reader.ts';
