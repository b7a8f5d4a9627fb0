/** Below the workspace: relative, or from `/app`, which means the workspace on every executor. */
export function isPath(text: string): boolean {
  return (
    text !== '' &&
    !/[\u0000-\u001f\u007f]/.test(text) &&
    !text.startsWith('-') &&
    (!text.startsWith('/') || text === '/app' || text.startsWith('/app/')) &&
    !text.split(/[\\/]/).includes('..')
  );
}

/** A path in which `*`, `**`, `?`, `[…]` and `{…}` may stand; `!` at the start takes away. */
export function isPattern(text: string): boolean {
  return isPath(text.replace(/^!/, ''));
}
