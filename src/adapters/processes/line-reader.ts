/** Lines from a stream of bytes, with a limit on how long one may get. */

export interface LineReader {
  /** Takes a chunk. False from the moment that a line was too long; nothing is read after that. */
  feed(chunk: Buffer): boolean;
  limitBytes: number;
}

export function lineReader(limitBytes: number, onLine: (line: string) => void): LineReader {
  let parts: Buffer[] = [];
  let bytes = 0;
  let broken = false;
  const reader: LineReader = {
    limitBytes,
    feed(chunk) {
      let from = 0;
      while (!broken) {
        const end = chunk.indexOf(0x0a, from);
        const part = chunk.subarray(from, end === -1 ? undefined : end);
        bytes += part.length;
        if (bytes > reader.limitBytes) broken = true;
        else parts.push(part);
        if (broken || end === -1) break;
        const line = Buffer.concat(parts).toString("utf8");
        parts = [];
        bytes = 0;
        onLine(line);
        from = end + 1;
      }
      return !broken;
    },
  };
  return reader;
}
