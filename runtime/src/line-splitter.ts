import { StringDecoder } from 'node:string_decoder';

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
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push(bytes) {
      const text = rest + decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) onBlock(text.slice(0, end));
      rest = text.slice(end);
      if (rest.length > limit) {
        onBlock(rest);
        rest = '';
      }
    },
    end() {
      const text = rest + decoder.end();
      rest = '';
      if (text !== '') onBlock(`${text}\n`);
    },
  };
}
