import { redactUrl } from '@stepyard/contract';
import type { Masker } from '@stepyard/contract/mask';
import type { Log } from './step.ts';

/** Where the lines of a step go; what is written is masked already. */
export interface LogSink {
  write(stream: 'stdout' | 'stderr', text: string | Uint8Array): void;
}

/** Makes `step.log`. Warnings and errors go to stderr; nothing in a line has a meaning to the platform. */
export function createLog(sink: LogSink, masker: Masker): Log {
  function line(stream: 'stdout' | 'stderr', text: string): void {
    sink.write(stream, masker.mask(`${redactUrl(text)}\n`));
  }
  return {
    info: (text) => line('stdout', text),
    warn: (text) => line('stderr', `warning: ${text}`),
    error: (text) => line('stderr', `error: ${text}`),
    async group(title, work) {
      const startedAt = Date.now();
      line('stdout', `▸ ${title}`);
      try {
        return await work();
      } finally {
        line('stdout', `◂ ${title} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
      }
    },
  };
}
