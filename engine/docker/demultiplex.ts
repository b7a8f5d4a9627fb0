/** Takes apart what an engine sends of a container's output: 8 bytes of head, then a message, and so on. */
export interface Demultiplexer {
  /** The messages that are whole now, in order; the chunks may be cut anywhere. */
  push(chunk: Uint8Array): Uint8Array[];
}

const headBytes = 8;

export function createDemultiplexer(): Demultiplexer {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    push(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const messages: Uint8Array[] = [];
      let at = 0;
      while (bytes.length - at >= headBytes) {
        const end = at + headBytes + view.getUint32(at + 4);
        if (end > bytes.length) break;
        messages.push(bytes.subarray(at + headBytes, end));
        at = end;
      }
      rest = bytes.subarray(at);
      return messages;
    },
  };
}
