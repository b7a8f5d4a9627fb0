/** Kubernetes allows this many characters in the name of a Job's pod and in a label's value. */
const longest = 63;
const hashDigits = 8;

/**
 * The identity of one start of an attempt: `<run>-<task>-<attempt>`, `-s<start>` for a resumption (docs/contract.md,
 * clause N1). Equal starts have equal names, also when the name had to be cut.
 */
export function attemptName(run: string, task: string, attempt: number, start = 1): string {
  const whole = `${run}-${task}-${attempt}${start > 1 ? `-s${start}` : ''}`;
  if (whole.length <= longest) return whole;
  const kept = whole.slice(0, longest - hashDigits - 1).replace(/-+$/, '');
  return `${kept}-${sha256(whole).slice(0, hashDigits)}`;
}

/** Every step loads this module and few name an attempt: the import alone costs a tenth of a step's start. */
function sha256(text: string): string {
  return process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex');
}
