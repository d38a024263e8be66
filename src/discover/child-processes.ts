/** What child processes load, where the code that is measured runs in these: commands, and benchmarks that start programs. */

import { answerSeconds } from "../conversation/conversation.ts";
import type { Collection, UnprovenCommand } from "../findings/discovery.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import { namesOwnCode } from "../guard/command-proof.ts";
import { guarded } from "../guard/guard-sides.ts";
import { mayRunProject, type ProjectPlace } from "../guard/hidden-python.ts";
import { type ProjectCode, projectCode } from "../guard/project-code.ts";
import { type GuardedSide, hiddenProject, runsOwnCode, whyUnproven } from "../guard/self-comparison-guard.ts";
import { watchedSide } from "../guard/watched-side.ts";
import type { CommandTarget } from "../plan/command-targets.ts";
import type { Side } from "../ports/environments.ts";
import { sharedPredicate } from "../sides/shared-paths.ts";
import type { OpenHead, OpenRun, OpenSide } from "../sides/sides.ts";
import { type RehearsalRequest, rehearsalOf, rehearse } from "./rehearsal.ts";

/** Part of the time limit for finding out whose code child processes run, without which nothing is measured. */
const WATCHING_PART = 1 / 2;

/**
 * Adds what child processes load to a collection, where the code that is measured runs in these alone: for commands, and
 * where the process that collected has loaded none of the side's own code. Each benchmark is called once for it.
 */
export async function withChildren(run: OpenRun, open: OpenSide, found: Collection): Promise<Collection> {
  const { head, world, timeLimitSeconds } = run;
  const { suite } = head.suite;
  if (suite === "results" || found.benchmarks.length === 0) return found;
  if (suite !== "command" && runsOwnCode(guarded(open, found), sharedPredicate(head))) return found;
  const request = {
    ...rehearsalOf(run, open),
    side: watchedSide(open.side, projectOf(head)),
    seconds: timeLimitSeconds * WATCHING_PART,
    answerSeconds: answerSeconds(timeLimitSeconds),
  };
  if (suite === "command") return withCommands(run, open, found, request);
  const ids = found.benchmarks.map(({ id }) => id);
  const { modules, installed, unseen, isComplete } = await rehearse({ ...request, ids }, world);
  const unproven = hiddenAmong(unseen, guarded(open, found), open, head);
  return { ...found, modules: [...found.modules, ...modules], children: { installed, unproven, isComplete } };
}

/** Tries commands one after the other, to know which loaded what: that one runs the side's code says nothing of others. */
async function withCommands(
  { head, world }: OpenRun,
  open: OpenSide,
  found: Collection,
  request: Omit<RehearsalRequest, "ids">,
): Promise<Collection> {
  const deadline = world.clock.seconds() + request.seconds;
  const modules = [...found.modules];
  const installed: LoadedModule[] = [];
  const unproven: UnprovenCommand[] = [];
  let isComplete = true;
  const files = new Set(open.files);
  const place = placeOf(open, head);
  for (const target of request.targets) {
    const { id, command } = JSON.parse(target) as CommandTarget;
    const seconds = deadline - world.clock.seconds();
    const ran = await rehearse({ ...request, ids: [id], seconds }, world);
    modules.push(...ran.modules);
    installed.push(...ran.installed);
    isComplete &&= ran.isComplete;
    // What fails is not measured.
    if (ran.failures.has(id)) continue;
    const side = guarded(open, found);
    const says = {
      namesOwn: namesOwnCode(command, files),
      mayRunProject: (line: string) => mayRunProject(line, place),
    };
    const doubtful = whyUnproven(command, ran, says, side, sharedPredicate(head));
    if (doubtful !== null) unproven.push(doubtful);
  }
  return { ...found, modules, children: { installed, unproven, isComplete } };
}

/** Python processes among children that may run the project's code, and did not say from where. */
export function hiddenAmong(
  unseen: readonly LoadedModule[],
  side: GuardedSide,
  open: OpenSide,
  head: OpenHead,
): readonly UnprovenCommand[] {
  const place = placeOf(open, head);
  const hidden = hiddenProject(unseen, side, (line) => mayRunProject(line, place));
  return hidden === null ? [] : [{ command: hidden.name, unseen: hidden }];
}

function placeOf({ side, files }: OpenSide, head: OpenHead): ProjectPlace {
  return { root: side.checkout.root, files: new Set(files), project: projectOf(head) };
}

/** What the project itself is imported as: packages of another project are nothing that its child processes have to run. */
export function projectOf({ files, side }: OpenHead): ProjectCode {
  return projectCode(files, codeFolders(side));
}

function codeFolders(side: Side): string[] {
  return side.pythonPath.map((folder) => folder.slice(side.workingDirectory.length).replace(/^[/\\]/, ""));
}
