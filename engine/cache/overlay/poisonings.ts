import type { PreparedCache } from '../cache-backend.ts';

/** A shell script of the step, or what is handed in at its end in place of what was handed out. */
type Attack = string | ((own: PreparedCache, others: PreparedCache) => PreparedCache);

/** The step writes whatever it is, under all names that a trusted step reads. */
const everywhere = 'for f in $(find . -type f); do p "$f"; done';

function asking(change: Partial<PreparedCache['request']>): Attack {
  return (own) => ({ ...own, request: { ...own.request, ...change } });
}

/**
 * Ways of an untrusted step to what trusted ones read. `$R` is the directory of all caches, `$L` that of layers, `$E`
 * that of entries, `$C` its own, `$O` that of a trusted attempt that runs at the same time, `$S` the scheduler.
 */
export const poisonings: readonly (readonly [what: string, attack: Attack])[] = [
  ['writes to its own cache', everywhere],
  [
    'writes in place, keeping size and time',
    'touch -r a t; printf poiso | dd of=a conv=notrunc; touch -r t a',
  ],
  ['appends and truncates', 'printf poison >> a; truncate -s 1 d/b'],
  ['links a kept file and writes to the link', 'ln a h; p h; ln d/b d/h; p d/h'],
  ['renames what is kept and puts other files there', 'mv a x; p a; mv d y; mkdir d; p d/b'],
  ['removes what is kept', 'rm -rf a d l'],
  ['makes directories anew', 'rm -rf d; mkdir d; p d/b'],
  ['writes through a kept link', 'p l'],
  ['puts a link in the place of a directory', 'rm -rf d; ln -s "$O" d; p d/b; p d/a'],
  ['links to layers and writes later', 'ln -s "$L" s; for f in s/*/tree/a; do p "$f"; done'],
  ['marks a path as removed by itself', 'rm -f a; mknod a c 0 0; mknod d/w c 0 0'],
  ['writes names that other layers use as marks', 'p .wh.a; p .wh..wh..opq; mkdir .wh.d'],
  ['changes modes', 'chmod 777 . a d d/b; chmod 4777 a'],
  ['writes to layers by their path', 'for f in "$L"/*/tree/a "$L"/*/tree/d/b; do p "$f"; done; p "$L"/x'],
  ['adds a layer', 'mkdir -p "$L/000000000-00000000/tree"; p "$L/000000000-00000000/tree/a"'],
  ['writes manifests', 'for f in "$L"/*/manifest; do p "$f"; done'],
  ['removes layers', 'rm -rf "$L"/* "$E"/*'],
  [
    'changes records of entries',
    'for f in $(find "$E" -name entry.json); do sed -i s/release/fork/ "$f"; done; p "$E/x"',
  ],
  [
    'copies its entry into the trusted scope',
    'for d in "$E"/*/*/*; do mkdir -p "$d/release"; cp -r "$d/fork/." "$d/release"; done',
  ],
  [
    'takes the cover off',
    'umount "$L"; umount -l "$L"; umount "$E"; for f in "$L"/*/tree/a; do p "$f"; done',
  ],
  ['takes its mount off', 'cd /; umount "$C"; umount -l "$C"; p "$C/a"'],
  [
    'takes the cover off in a name space of its own',
    'unshare -Urm sh -c "umount $L; umount -l $L; for f in $L/*/tree/a; do printf poison > \\$f; done"',
  ],
  [
    'mounts something over the cover',
    'mount -t tmpfs none "$L"; mount --bind "$C" "$L"; unshare -Urm mount --bind "$C" "$L"',
  ],
  ['makes the cover writable', 'mount -o remount,rw "$L"; mkdir "$L/x"; p "$L/a"'],
  [
    'makes an overlay of the layers itself',
    'mkdir m w; unshare -Urm sh -c "mount -t overlay -o lowerdir=$C,upperdir=$L,workdir=$C/w x $C/m && printf poison > $C/m/a"',
  ],
  [
    'enters the name space of the scheduler',
    'nsenter -t $S -m sh -c "for f in $L/*/tree/a; do printf poison > \\$f; done"; nsenter -t $S -U -m true',
  ],
  ['goes by the root of the scheduler', 'for f in /proc/$S/root"$L"/*/tree/a; do p "$f"; done'],
  [
    'goes by the working directory of the scheduler',
    'for f in /proc/$S/cwd/../../layers/*/tree/a; do p "$f"; done',
  ],
  ['goes by the open files of the scheduler', 'for f in /proc/$S/fd/*; do p "$f/a"; done; ls -l /proc/$S/fd'],
  [
    'goes by the root of every process',
    'for d in /proc/[0-9]*; do for f in $d/root"$L"/*/tree/a; do p "$f"; done; done',
  ],
  ['writes to the memory of the scheduler', 'p /proc/$S/mem; p /proc/$S/clear_refs'],
  ['writes where a trusted step has its mount', 'p "$O/a"; mkdir "$O/d"; p "$O/d/b"'],
  ['hides where a trusted step has its mount', 'mv "$O" "$O.gone"; mkdir "$O"; p "$O/a"'],
  ['renames the cover', 'mv "$L" "$L.x"; mkdir "$L"; p "$L/a"; rmdir "$L"'],
  [
    'leaves a process that goes on writing',
    '(setsid sh -c "for i in 1 2 3 4 5; do printf poison > $C/a; sleep 0.1; done" >&- 2>&- &)',
  ],
  [
    'says in its record that it is trusted',
    'for f in "$C"/../held.json; do sed -i s/fork/release/ "$f"; done',
  ],
  [
    'says in its record that a trusted layer is its own',
    'id=$(sed "s/.*\\"layers\\":\\[{\\"id\\":\\"//;s/\\".*//" "$C/../held.json"); sed -i "s/\\"upper\\":\\"[^\\"]*/\\"upper\\":\\"$id/" "$C/../held.json"',
  ],
  [
    'says in its record that its layer is elsewhere',
    'sed -i "s/\\"upper\\":\\"/\\"upper\\":\\"..\\/..\\/x/" "$C/../held.json"',
  ],
  ['hands in another trust', asking({ trust: 'release' })],
  ['hands in another key', asking({ key: '../../release' })],
  ['hands in another project', asking({ project: 'bank' })],
  ['hands in another pipeline', asking({ pipeline: 'deploy' })],
  ['hands in another run', asking({ run: 'release-1' })],
  [
    'hands in the holder of a trusted attempt',
    (own, others) => ({ ...own, request: { ...own.request, holder: others.request.holder } }),
  ],
  [
    'hands in the layers of a trusted attempt',
    (own, others) => ({ ...own, ...(others.overlay && { overlay: others.overlay }) }),
  ],
  [
    'hands in all that a trusted attempt has but its trust',
    (own, others) => ({ ...others, request: { ...others.request, trust: own.request.trust } }),
  ],
];
