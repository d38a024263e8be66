/**
 * A conversation with one harness, as `protocol.ts` has it: what opens it, what has to come next, and what may come late.
 * Whoever collects, rehearses, measures, counts or profiles speaks through it, so that an answer out of turn means the same
 * everywhere. Where it ends before its time, `HarnessLost` is thrown.
 */

import type { Failure } from "../findings/failure.ts";
import type { SuiteKind } from "../model.ts";
import { HarnessLost, type HarnessProcess, type SharedLayout } from "../ports/processes.ts";
import type { Command, Message } from "../protocol.ts";

/** An answer may take this part of the time limit, so that a benchmark that hangs leaves time for the others. */
const ANSWER_PART = 1 / 5;
const SHORTEST_ANSWER_SECONDS = 5;

/** How long a harness may be silent, in seconds. */
export function answerSeconds(timeLimitSeconds: number): number {
  return Math.max(SHORTEST_ANSWER_SECONDS, timeLimitSeconds * ANSWER_PART);
}

/** What a harness is to walk. */
export interface Walked {
  readonly suite: SuiteKind;
  readonly targets: readonly string[];
  /** The folder that ids and locations are relative to. */
  readonly root: string;
  /** Ids, in order; null collects only. */
  readonly only: readonly string[] | null;
  /** CPU to run on; unless it is given, the process stays where it is. */
  readonly cpu?: number | null;
}

/** @param heapSeed the seed of the layout that the process was started with */
export function begin(
  process: HarnessProcess,
  { cpu = null, ...walked }: Walked,
  { heapSeed }: Pick<SharedLayout, "heapSeed">,
): void {
  process.send({ type: "begin", ...walked, cpu, heapSeed });
}

/** Calls the benchmark at hand once, whatever it takes. */
export const ONE_CALL: Command = {
  ...{ type: "batch", loops: 1, untimed: 0, onAllCpus: false },
  longestNs: Number.MAX_SAFE_INTEGER,
};

/** The message that is due from a harness. @throws HarnessLost when it says nothing in time, or something else */
export async function due<T extends Message["type"]>(
  process: HarnessProcess,
  type: T,
  seconds: number,
): Promise<Extract<Message, { type: T }>> {
  const message = await process.receive(seconds);
  if (isOfType(message, type)) return message;
  throw outOfTurn(process, message, type);
}

function isOfType<T extends Message["type"]>(
  message: Message,
  type: T,
): message is Extract<Message, { type: T }> {
  return message.type === type;
}

/** A harness that says what is not due; one that can't start its suite says why. */
export function outOfTurn(
  { side }: Pick<HarnessProcess, "side">,
  sent: Message,
  type: Message["type"],
): HarnessLost {
  const why = sent.type === "broken" ? sent.message : `it sent ${sent.type} where ${type} was due`;
  return new HarnessLost(side, "exited", why, "");
}

/**
 * What a side has come to next. What it says late of a benchmark that it has left (an assert behind the call, the tear-down
 * of a fixture) is of that one.
 *
 * @param awaited the benchmark that is due; null when it is none
 * @param late takes what is said late: `failed`, or `skipped`
 */
export async function nextArrival(
  process: HarnessProcess,
  awaited: string | null,
  seconds: number,
  late: (failure: Failure) => void,
): Promise<Message> {
  for (;;) {
    const message = await process.receive(seconds);
    if ((message.type !== "failed" && message.type !== "skipped") || message.id === awaited) return message;
    late(describeArrival(process, message.id, message));
  }
}

/** Whether a side has left the benchmark by itself: by the protocol, no `next` is waited for after these. */
export function hasLeft({ type }: Message): boolean {
  return type === "failed" || type === "skipped";
}

/** What a side did instead of being ready. */
export function describeArrival(
  process: Pick<HarnessProcess, "side">,
  id: string,
  message: Message,
): Failure {
  const { side } = process;
  switch (message.type) {
    case "failed":
      return {
        id,
        side,
        kind: "failed",
        message: `${message.error}: ${message.message} (${message.phase}, ${side})`,
      };
    case "skipped":
      return { id, side, kind: "skipped", message: message.reason };
    case "measured":
      return { id, side, kind: "failed", message: { kind: "clock-stood-still", side } };
    default:
      return { id, side, kind: "failed", message: { kind: "out-of-turn", side, sent: message.type } };
  }
}
