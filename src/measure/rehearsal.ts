/** Each benchmark once, untimed, on one side: whether it runs there at all, before anything is measured. */

import type { Failure } from "../findings/failure.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { Cause } from "../model/cause.ts";
import type { SuiteKind } from "../model.ts";
import { HarnessLost, type HarnessProcess, type SharedLayout, type Side, type World } from "../ports.ts";
import type { Message } from "../protocol.ts";
import { describeArrival, hasLeft } from "./run-batch.ts";

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
  /** Where else the project's packages could be imported from; empty where children were not watched. */
  readonly installed: readonly LoadedModule[];
  /** Python processes that did not say what they load; empty where children were not watched. */
  readonly unseen: readonly LoadedModule[];
  /** Whether each was tried, and the process told what it had loaded. */
  readonly isComplete: boolean;
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
  let isComplete = false;
  const deadline = clock.seconds() + request.seconds;
  let remaining = request.ids;
  while (remaining.length > 0 && clock.seconds() < deadline) {
    let at = 0;
    try {
      await using process = await processes.start(request.side, request.layout);
      process.send({
        type: "begin",
        suite: request.suite,
        targets: request.targets,
        root: request.side.workingDirectory,
        only: remaining,
        cpu: null,
        heapSeed: request.layout.heapSeed,
      });
      const first = await process.receive(request.answerSeconds);
      if (first.type !== "collected") break;
      for (; at < remaining.length && clock.seconds() < deadline; at++) {
        const id = remaining[at] ?? "";
        const failure = await callOnce(process, id, request.answerSeconds, failures);
        if (failure === null) ran.add(id);
        else (failure.kind === "skipped" ? skips : failures).set(id, failure.message);
      }
      if (at < remaining.length) break;
      const last = await nextArrival(process, null, request.answerSeconds, failures);
      if (last.type === "finished") {
        modules.push(...last.modules);
        installed.push(...(last.installed ?? []));
        unseen.push(...(last.unseen ?? []));
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
  return { failures, skips, ran, modules, installed, unseen, isComplete };
}

/** @returns null when it ran */
async function callOnce(
  process: HarnessProcess,
  id: string,
  seconds: number,
  late: Map<string, Cause>,
): Promise<Failure | null> {
  const arrival = await nextArrival(process, id, seconds, late);
  if (arrival.type !== "ready") return describeArrival(process, id, arrival);
  process.send({ type: "batch", loops: 1, untimed: 0, longestNs: Number.MAX_SAFE_INTEGER, onAllCpus: false });
  const answer = await process.receive(seconds);
  if (!hasLeft(answer)) process.send({ type: "next" });
  // A clock that did not advance has called it all the same.
  return answer.type === "measured" ? null : describeArrival(process, id, answer);
}

/** What a side says late of a benchmark that it has left, an assert behind the call, is a failure of that one. */
async function nextArrival(
  process: HarnessProcess,
  awaited: string | null,
  seconds: number,
  late: Map<string, Cause>,
): Promise<Message> {
  for (;;) {
    const message = await process.receive(seconds);
    if (!hasLeft(message) || !("id" in message) || message.id === awaited) return message;
    if (message.type === "failed")
      late.set(message.id, describeArrival(process, message.id, message).message);
  }
}
