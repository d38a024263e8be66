/** Each benchmark once, untimed, on one side: whether it runs there at all, before anything is measured. */

import {
  answerSeconds,
  begin,
  describeArrival,
  hasLeft,
  nextArrival,
  ONE_CALL,
} from "../conversation/conversation.ts";
import type { Failure } from "../findings/failure.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { Cause } from "../model/cause.ts";
import type { SuiteKind } from "../model.ts";
import type { Side } from "../ports/environments.ts";
import { HarnessLost, type HarnessProcess, type SharedLayout } from "../ports/processes.ts";
import type { World } from "../ports/world.ts";
import type { Reads } from "../protocol.ts";
import type { OpenRun, OpenSide } from "../sides/sides.ts";

/** Part of the time limit, which is that of measuring, for trying benchmarks. */
const REHEARSAL_PART = 1 / 5;

/** The layout of processes in which nothing is timed: the same on both sides all the same. */
export const COLLECTING_LAYOUT = { hashSeed: 1, padding: 0, heapSeed: 1 };

export interface RehearsalRequest {
  readonly side: Side;
  readonly suite: SuiteKind;
  readonly targets: readonly string[];
  readonly ids: readonly string[];
  readonly layout: SharedLayout;
  /** How long all of it, and how long one answer may take. What there is no time for is not rehearsed. */
  readonly seconds: number;
  readonly answerSeconds: number;
}

export interface Rehearsal {
  /** Why they do not run, by id; a benchmark that is skipped runs as its author wants. */
  readonly failures: ReadonlyMap<string, Cause>;
  /** Why they are skipped, by id. */
  readonly skips: ReadonlyMap<string, Cause>;
  /** Those that were called and gave an answer. */
  readonly ran: ReadonlySet<string>;
  /** What the side's processes had loaded by then. */
  readonly modules: readonly LoadedModule[];
  /** Other places that the project's packages could be imported from; empty where children were not watched. */
  readonly installed: readonly LoadedModule[];
  /** Python processes that did not say what they load; empty where children were not watched. */
  readonly unseen: readonly LoadedModule[];
  /** Those that tell values of their own, in the place of their time. */
  readonly valued: ReadonlySet<string>;
  /** What they read; null where nobody asked, or the last process was lost. */
  readonly reads: Reads | null;
  /** Whether each was tried, and the process told what it had loaded. */
  readonly isComplete: boolean;
}

/**
 * How the benchmarks of a side are tried, without their ids.
 *
 * @param part of the time limit that all of it may take
 */
export function rehearsalOf(
  { head, timeLimitSeconds }: OpenRun,
  { side }: OpenSide,
  part = REHEARSAL_PART,
): Omit<RehearsalRequest, "ids"> {
  const { suite, targets } = head.suite;
  const seconds = timeLimitSeconds * part;
  return {
    ...{ side, suite, targets, layout: COLLECTING_LAYOUT, seconds },
    answerSeconds: Math.min(seconds, answerSeconds(timeLimitSeconds)),
  };
}

/** A process that dies costs the benchmark that it was in. Throws nothing of a process: what is lost is not rehearsed. */
export async function rehearse(
  request: RehearsalRequest,
  { processes, clock }: Pick<World, "processes" | "clock">,
): Promise<Rehearsal> {
  const failures = new Map<string, Cause>();
  const skips = new Map<string, Cause>();
  const ran = new Set<string>();
  const modules: LoadedModule[] = [];
  const installed: LoadedModule[] = [];
  const unseen: LoadedModule[] = [];
  const valued = new Set<string>();
  let reads: Reads | null = null;
  let isComplete = false;
  const late = ({ id, kind, message }: Failure) => {
    if (kind === "failed") failures.set(id, message);
  };
  const deadline = clock.seconds() + request.seconds;
  let remaining = request.ids;
  while (remaining.length > 0 && clock.seconds() < deadline) {
    let at = 0;
    try {
      await using process = await processes.start(request.side, request.layout);
      const { suite, targets, side, layout } = request;
      begin(process, { suite, targets, root: side.workingDirectory, only: remaining }, layout);
      const first = await process.receive(request.answerSeconds);
      if (first.type !== "collected") break;
      for (; at < remaining.length && clock.seconds() < deadline; at++) {
        const id = remaining[at] ?? "";
        const failure = await callOnce(process, id, request.answerSeconds, late, valued);
        if (failure === null) ran.add(id);
        else (failure.kind === "skipped" ? skips : failures).set(id, failure.message);
      }
      if (at < remaining.length) break;
      const last = await nextArrival(process, null, request.answerSeconds, late);
      if (last.type === "finished") {
        modules.push(...last.modules);
        installed.push(...(last.installed ?? []));
        unseen.push(...(last.unseen ?? []));
        reads = last.reads ?? null;
        isComplete = true;
      }
      break;
    } catch (error) {
      if (!(error instanceof HarnessLost)) throw error;
      const id = remaining[at];
      if (id === undefined) break;
      failures.set(id, error.detail);
      remaining = remaining.slice(at + 1);
    }
  }
  return { failures, skips, ran, modules, installed, unseen, valued, reads, isComplete };
}

/** @returns null when it ran */
async function callOnce(
  process: HarnessProcess,
  id: string,
  seconds: number,
  late: (failure: Failure) => void,
  valued: Set<string>,
): Promise<Failure | null> {
  const arrival = await nextArrival(process, id, seconds, late);
  if (arrival.type !== "ready") return describeArrival(process, id, arrival);
  if (arrival.quantities !== null) valued.add(id);
  process.send(ONE_CALL);
  const answer = await process.receive(seconds);
  if (!hasLeft(answer)) process.send({ type: "next" });
  // A clock that did not advance has called it all the same.
  return answer.type === "measured" ? null : describeArrival(process, id, answer);
}
