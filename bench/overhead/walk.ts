/** What a traced block spends outside of its batches: starting, moving from benchmark to benchmark, leaving. */
import type { ProcessTrace, Utterance } from "./trace.ts";

/** In seconds; what one side does while the other is waited for counts once. @param block its two processes */
export function walkOf(block: readonly ProcessTrace[]) {
  const said = block.flatMap((one) => one.utterances).sort((one, other) => one.at - other.at);
  const hello = Math.max(...block.map((one) => one.hello));
  const collected = lastOf(said, "collected");
  const firstBatch = said.find((one) => one.kind === "sent" && one.command.type === "batch")?.at ?? collected;
  const finished = lastOf(said, "finished");
  let betweenBatches = 0;
  let nextBenchmark = 0;
  let answered: Utterance | undefined;
  let moved: number | undefined;
  for (const one of said) {
    if (one.kind === "received" && one.message.type === "measured") answered = one;
    else if (one.kind === "sent" && one.command.type === "batch") {
      if (moved !== undefined) nextBenchmark += one.at - moved;
      else if (answered !== undefined) betweenBatches += one.at - answered.at;
      moved = undefined;
      answered = undefined;
    } else if (one.kind === "sent" && one.command.type === "next" && moved === undefined) {
      if (answered !== undefined) betweenBatches += one.at - answered.at;
      moved = one.at;
    }
  }
  return {
    betweenBatches,
    nextBenchmark,
    startToHello: hello - earliest(block),
    helloToCollected: collected - hello,
    collectedToFirstReady: firstBatch - collected,
    lastNextToFinished: finished - (moved ?? finished),
    leaving: latestGone(block) - finished,
  };
}

function lastOf(said: readonly Utterance[], type: "collected" | "finished"): number {
  return Math.max(
    ...said.filter((one) => one.kind === "received" && one.message.type === type).map(({ at }) => at),
  );
}

export function earliest(processes: readonly ProcessTrace[]): number {
  return Math.min(...processes.map((one) => one.asked));
}

export function latestGone(processes: readonly ProcessTrace[]): number {
  return Math.max(...processes.map((one) => one.gone));
}
