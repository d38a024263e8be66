/** Keeps the end of what a process prints, however much it prints. */
export interface OutputTail {
  add(chunk: Buffer): void;
  text(): string;
}

export function outputTail(limitBytes: number): OutputTail {
  let kept: Buffer[] = [];
  let bytes = 0;
  const compact = () => {
    kept = [Buffer.concat(kept).subarray(-limitBytes)];
    bytes = kept[0]?.length ?? 0;
  };
  return {
    add(chunk) {
      kept.push(chunk.length > limitBytes ? chunk.subarray(-limitBytes) : chunk);
      bytes += Math.min(chunk.length, limitBytes);
      if (bytes > 2 * limitBytes) compact();
    },
    text() {
      compact();
      // A character cut in half at the front is no character.
      return (kept[0] ?? Buffer.alloc(0)).toString("utf8").replace(/^\uFFFD+/, "");
    },
  };
}
