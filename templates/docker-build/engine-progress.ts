/**
 * Reads what an engine tells of a build or a push: a JSON value a line. Gives the values; lines for people go to
 * `tell` whole.
 * @throws Error with the engine's words where it says that it failed.
 */
export async function readProgress(
  stream: NodeJS.ReadableStream,
  tell: (line: string) => void,
): Promise<readonly unknown[]> {
  const events: unknown[] = [];
  let rest = '';
  let text = '';
  const lines = (more: string) => {
    const parts = `${text}${more}`.split(/\r?\n/);
    text = parts.pop() ?? '';
    for (const line of parts) if (line.trim() !== '') tell(line);
  };
  for await (const chunk of stream) {
    const parts = `${rest}${chunk.toString()}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) handle(part);
  }
  handle(rest);
  lines('\n');
  return events;

  function handle(part: string): void {
    if (part.trim() === '') return;
    const event: unknown = JSON.parse(part);
    if (typeof event !== 'object' || event === null) return;
    if ('error' in event) throw new Error(String(event.error));
    if ('stream' in event) lines(String(event.stream));
    // Layers come and go many times a second; only what is said of the whole is told.
    else if ('status' in event && !('id' in event)) tell(String(event.status));
    if ('aux' in event) events.push(event);
  }
}
