/** Turns bytes into blocks of whole lines, so that two streams that share a log do not mix within a line. */
export interface LineSplitter {
  push(bytes: Uint8Array): void;
  end(): void;
}

/**
 * `onBlock` gets one or more whole lines, each with its newline.
 * A line longer than `limit` characters is passed on in pieces as it comes.
 */
export function createLineSplitter(onBlock: (block: string) => void, limit = 65_536): LineSplitter {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  return {
    push(bytes) {
      const text = rest + decoder.decode(bytes, { stream: true });
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) onBlock(text.slice(0, end));
      rest = text.slice(end);
      if (rest.length > limit) {
        onBlock(rest);
        rest = '';
      }
    },
    end() {
      const text = rest + decoder.decode();
      rest = '';
      if (text !== '') onBlock(`${text}\n`);
    },
  };
}
