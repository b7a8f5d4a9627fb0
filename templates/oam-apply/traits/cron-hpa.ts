import { cronHpa } from '@stepyard/catalog/traits/cron-hpa';
import { beside, kindOf } from '../render/draft.ts';
import { renderedTrait } from '../render/rendered-trait.ts';

const rbac = 'rbac.authorization.k8s.io';

export const trait = renderedTrait(cronHpa, {
  also: { 'cron-autoscaler': (properties) => properties },
  render: (draft, { rules, zone }, { kubectlImage }) => {
    const { component } = draft;
    const { kind } = kindOf[draft.workload];
    const resource = `${kind.toLowerCase()}s`;
    const name = `${component}-scaler`;
    draft.beside.push(
      beside(draft, 'v1', 'ServiceAccount', name, {}),
      // The account may change the number of replicas of this one workload, and nothing else.
      beside(draft, `${rbac}/v1`, 'Role', name, {
        rules: [
          { apiGroups: ['apps'], resources: [resource], resourceNames: [component], verbs: ['get'] },
          {
            apiGroups: ['apps'],
            resources: [`${resource}/scale`],
            resourceNames: [component],
            verbs: ['get', 'update', 'patch'],
          },
        ],
      }),
      beside(draft, `${rbac}/v1`, 'RoleBinding', name, {
        roleRef: { apiGroup: rbac, kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name }],
      }),
    );
    for (const [index, { cron, replicas }] of rules.entries()) {
      const scale = {
        name: 'scale',
        image: kubectlImage,
        args: ['scale', `${kind.toLowerCase()}/${component}`, `--replicas=${replicas}`],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      };
      draft.beside.push(
        beside(draft, 'batch/v1', 'CronJob', `${name}-${index + 1}`, {
          spec: {
            schedule: cron,
            timeZone: zone,
            concurrencyPolicy: 'Replace',
            successfulJobsHistoryLimit: 1,
            failedJobsHistoryLimit: 1,
            jobTemplate: {
              spec: {
                backoffLimit: 2,
                template: {
                  spec: { serviceAccountName: name, restartPolicy: 'Never', containers: [scale] },
                },
              },
            },
          },
        }),
      );
    }
  },
});
