/** A recording of head: open it, measure it, compare it with the previous baseline, and store what stands. */
import { posix } from "node:path";
import { settingHash } from "../baseline/key.ts";
import { slowerRecording } from "../compare/gate-verdict.ts";
import { NOTHING_TO_REVIEW, recordedResult } from "../compare/recorded-result.ts";
import { discover } from "../discover/discover.ts";
import { GateError } from "../errors.ts";
import type { Config } from "../inputs/config.ts";
import { recordHead } from "../measure/record.ts";
import type { BaselineLoad, Result } from "../model.ts";
import type { RecordPlan } from "../plan/plan.ts";
import type { World } from "../ports/world.ts";
import { storeRecording } from "../publish/store-recording.ts";
import { openHead } from "../sides/open-head.ts";
import { inCheckout } from "../sides/shared-paths.ts";
import { factsOf, type OpenRun, openRun } from "../sides/sides.ts";
import { baselineScope } from "./baseline-scope.ts";
import { reviewRecording } from "./review.ts";

/** Records a baseline. @throws GateError if nothing could be measured */
export async function recordBaseline(plan: RecordPlan, config: Config, world: World): Promise<Result> {
  await using head = await openHead(config, world);
  const run = openRun(head, config, world);
  const fingerprint = await world.environments.fingerprint(head.side);
  const scope = baselineScope([plan.branch], head, fingerprint, config);
  const earlier = await world.loadBaseline(scope);
  // On one's own machine nothing will have changed by the time that it is measured.
  if (!plan.isReviewed) assertMayBeReplaced(earlier);
  const discovery = await discover(run, null);
  const { branch, commit } = plan;
  const setting = settingHash(scope);
  const recorded = await recordHead(run, discovery, { branch, commit, setting, fingerprint });
  const review = plan.isReviewed
    ? await reviewRecording(run, config, discovery, recorded, earlier)
    : NOTHING_TO_REVIEW;
  const slower = slowerRecording(review.suspects?.rows ?? [], config.failOn);
  const { lookedInto } = review;
  const save = await storeRecording({ recorded, slower, lookedInto, earlier, discovery, scope }, world);
  const newFile = plan.isReviewed || save.kind !== "saved" ? null : await newInCheckout(save.target, run);
  return recordedResult({
    ...{ recorded, review, save, discovery, config, newFile },
    head: factsOf(head),
    isOfTree: !plan.isReviewed,
  });
}

/** The path of a stored baseline, if storing it made a new file in the checkout that git does not ignore; otherwise null. */
async function newInCheckout(
  target: string,
  { head: { side, repositoryFiles }, world: { checkouts } }: OpenRun,
): Promise<string | null> {
  const path = inCheckout(posix.normalize(target.replaceAll("\\", "/")), side);
  if (repositoryFiles.includes(path)) return null;
  const now = await checkouts.files(side.checkout);
  return now.includes(path) ? target : null;
}

/** Checks that an earlier baseline may be replaced. @throws GateError if it can't be read now, and perhaps later */
function assertMayBeReplaced(earlier: BaselineLoad): void {
  if (earlier.kind !== "unreadable" || earlier.isDamaged) return;
  throw new GateError(
    `The baseline ${earlier.source} can't be read, so it is not overwritten: ${earlier.why}`,
    "Name another file with `--output`, or remove that one.",
  );
}
