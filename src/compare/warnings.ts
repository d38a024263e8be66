/** What the person should know about the conditions a verdict was reached under. Pure. */
import type { Conditions, Row, Warning } from "../model.ts";

export interface WarningFacts {
  readonly conditions: Conditions;
  readonly rows: readonly Row[];
  readonly problemsOnBase: readonly { readonly where: string; readonly message: string }[];
}

/** Each says what it means for the verdicts, and what to do where something can be done. */
export function warningsOf({ conditions, rows, problemsOnBase }: WarningFacts): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  if (!conditions.pinned) {
    warn(
      "not-pinned",
      "Processes could not be pinned to a CPU on this platform: expect wider intervals and more inconclusive rows. Linux runners can pin.",
    );
  }
  if (conditions.layout === "randomised") {
    warn(
      "layout-randomised",
      "Address randomisation could not be switched off (containers often refuse it), so that layout noise does not cancel. Run the job outside a container, or allow personality(2) in its seccomp profile.",
    );
  }
  if (conditions.canary?.drifted) {
    warn(
      "canary-drifted",
      `The canary, which is the same code on both sides, differed by ${(conditions.canary.change * 100).toFixed(1)} %: regressions of this run are inconclusive. Run the job again.`,
    );
  }
  if (conditions.timeLimitReached) {
    warn(
      "time-limit",
      "The time limit ended measuring before every benchmark was decided. Raise time-limit, or measure fewer benchmarks.",
    );
  }
  if (rows.length > 0 && rows.every((row) => row.verdict === "new")) {
    warn("all-new", "Every benchmark is new on head, so nothing was compared. Check that base can run them.");
  }
  for (const problem of problemsOnBase.slice(0, 5)) {
    warn("base-problem", `Base can't collect ${problem.where}: ${problem.message}`);
  }
  return warnings;
}
