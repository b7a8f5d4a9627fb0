/** Takes the frames apart in which an engine sends what containers print: 8 bytes of head, then the bytes. */
export interface Demultiplexer {
  /** The bytes that were printed, in order; the chunks may be cut anywhere. */
  push(chunk: Uint8Array): Uint8Array[];
}

const headBytes = 8;

export function createDemultiplexer(): Demultiplexer {
  const head = new Uint8Array(headBytes);
  let headSize = 0;
  let rest = 0;
  return {
    push(chunk) {
      const found: Uint8Array[] = [];
      for (let at = 0; at < chunk.length; ) {
        if (rest > 0) {
          const bytes = chunk.subarray(at, at + rest);
          found.push(bytes);
          rest -= bytes.length;
          at += bytes.length;
          continue;
        }
        const part = chunk.subarray(at, at + headBytes - headSize);
        head.set(part, headSize);
        headSize += part.length;
        at += part.length;
        if (headSize < headBytes) break;
        rest = new DataView(head.buffer).getUint32(4);
        headSize = 0;
      }
      return found;
    },
  };
}
