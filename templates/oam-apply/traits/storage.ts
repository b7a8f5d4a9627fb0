import { storage } from '@stepyard/catalog/traits/storage';
import { at, listAt, textAt } from '@stepyard/runtime/kubernetes';
import type { Properties } from '../application/application.ts';
import { beside } from '../render/draft.ts';
import { renderedTrait } from '../render/rendered-trait.ts';

const modeOf = { exclusive: 'ReadWriteOnce', shared: 'ReadWriteMany' } as const;

export const trait = renderedTrait(storage, {
  also: { storage: ours },
  render: (draft, { volumes }) => {
    for (const { name, mountPath, access, volume } of volumes) {
      draft.main.volumeMounts = [...listAt(draft.main, 'volumeMounts'), { name, mountPath }];
      if (access === 'exclusive') draft.exclusive = true;
      if (volume.case === 'existing') {
        draft.volumes.push({ name, persistentVolumeClaim: { claimName: volume.claim } });
        continue;
      }
      const spec = {
        accessModes: [modeOf[access]],
        resources: { requests: { storage: volume.size } },
        ...(volume.className !== undefined && { storageClassName: volume.className }),
      };
      if (draft.workload === 'statefulset' && access === 'exclusive') {
        draft.claimTemplates.push({ metadata: { name }, spec });
        continue;
      }
      const claimName = `${draft.component}-${name}`;
      draft.beside.push(beside(draft, 'v1', 'PersistentVolumeClaim', claimName, { spec }));
      draft.volumes.push({ name, persistentVolumeClaim: { claimName } });
    }
  },
  vela: ({ volumes }) => ({
    type: 'storage',
    properties: {
      pvc: volumes.map(({ name, mountPath, access, volume }) => ({
        name: volume.case === 'existing' ? volume.claim : name,
        mountPath,
        ...(volume.case === 'existing'
          ? { mountOnly: true }
          : {
              accessModes: [modeOf[access]],
              resources: { requests: { storage: volume.size } },
              ...(volume.className !== undefined && { storageClassName: volume.className }),
            }),
      })),
    },
  }),
});

/** KubeVela's list of claims as our volumes. */
function ours({ pvc, ...rest }: Properties): Properties {
  if (!Array.isArray(pvc)) return pvc === undefined ? rest : { ...rest, pvc };
  const claims: readonly unknown[] = pvc;
  const volumes = claims.map((claim) => {
    const className = at(claim, 'storageClassName');
    return {
      name: at(claim, 'name'),
      mountPath: at(claim, 'mountPath'),
      access: listAt(claim, 'accessModes').includes('ReadWriteMany') ? 'shared' : 'exclusive',
      volume:
        at(claim, 'mountOnly') === true
          ? { case: 'existing', claim: at(claim, 'name') }
          : {
              case: 'created',
              size: textAt(claim, 'resources', 'requests', 'storage') || '8Gi',
              ...(className !== undefined && { className }),
            },
    };
  });
  return { ...rest, volumes };
}
