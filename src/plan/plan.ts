/** What a run does, and why: a pure function of configuration and occasion. */
import { GateError } from "../errors.ts";
import type { BaselineSettings, ComparisonSettings, EnvironmentSettings } from "../inputs/config.ts";
import type { Occasion } from "../inputs/occasion.ts";
import type { BaseChoice } from "../ports/checkouts.ts";

/** The settings that say what a run does, and what base is. */
type PlanSettings = ComparisonSettings &
  Pick<EnvironmentSettings, "basePython" | "baseEnv"> &
  Pick<BaselineSettings, "baseline">;

export interface ComparePlan {
  readonly kind: "compare";
  /** Null if it was asked for. */
  readonly why: string | null;
  readonly base: BaseChoice;
  /** Whether somebody named base: then it is that one, or none. */
  readonly isBaseNamed: boolean;
  /** Whether base has another interpreter or environment than head: then one commit may be compared with itself. */
  readonly comparesEnvironments: boolean;
  /** Branches whose stored baseline may be used, best first; empty: none is looked for. */
  readonly baselineBranches: readonly string[];
  /** What verdicts may rest on. */
  readonly evidence: ComparisonSettings["compare"];
  /**
   * Commit that the platform wants measured, if that may be base itself because nothing was committed since. Null
   * elsewhere.
   */
  readonly maybeBase: string | null;
  /**
   * Whether uncommitted changes are part of what is to be compared. In a job, steps leave them behind: a lock file
   * that one of them rewrote must not make HEAD a change of itself.
   */
  readonly ofWorkingTree: boolean;
}

export interface RecordPlan {
  readonly kind: "record";
  /** Null if it was asked for. */
  readonly why: string | null;
  readonly branch: string;
  /** Commit that the platform says is checked out; null locally. */
  readonly commit: string | null;
  /**
   * Whether a slowdown keeps the older baseline. On the user's own machine, a recording is stored whatever it
   * shows.
   */
  readonly isReviewed: boolean;
}

export type Plan = ComparePlan | RecordPlan | { readonly kind: "skip"; readonly why: string };

/**
 * Plans the run. A baseline is recorded only on push, schedule or dispatch of the default branch: what somebody could
 * bring in through a pull request must not become what the next one is compared with.
 *
 * @throws GateError if what was asked for can't be done
 */
export function planRun(config: PlanSettings, occasion: Occasion): Plan {
  switch (occasion.kind) {
    case "pull-request":
      return compare(
        config,
        "a pull request is compared with its base",
        [occasion.baseBranch, occasion.defaultBranch],
        {
          kind: "merge-parent",
          mergeCommit: occasion.mergeCommit,
          headCommit: occasion.headCommit,
          otherwise: occasion.baseCommit,
          baseBranch: occasion.baseBranch,
        },
      );
    case "merge-group":
      return compare(
        config,
        "a merge group is compared with its base",
        [occasion.baseBranch, occasion.defaultBranch],
        {
          kind: "revision",
          revision: occasion.baseCommit,
        },
        // A base that somebody named is another than the group's own in every group, or in none.
        config.base === null ? occasion.commit : null,
      );
    case "push":
    case "schedule":
    case "dispatch":
      if (namesBase(config)) {
        return compare(
          config,
          "the configuration names a base",
          [occasion.defaultBranch],
          { kind: "local-default" },
          occasion.commit,
        );
      }
      if (occasion.branch === occasion.defaultBranch) {
        return config.baseline.length === 0
          ? skip("`baseline` is `none`, so there is nothing to record on the default branch")
          : {
              kind: "record",
              why: `a ${occasion.kind} of the default branch records its baseline`,
              branch: occasion.branch,
              commit: occasion.commit,
              isReviewed: true,
            };
      }
      if (occasion.kind === "push") {
        return skip(
          `a push to ${occasion.branch} is judged on its pull request; to compare it here, set \`base\``,
        );
      }
      return compare(
        config,
        `a ${occasion.kind} of ${occasion.branch} is compared with the default branch`,
        [occasion.defaultBranch],
        {
          kind: "revision",
          revision: occasion.defaultBranch,
        },
        occasion.commit,
      );
    case "local":
      if (occasion.command === "record") {
        if (config.baseline.length === 0) {
          throw new GateError(
            "`record` needs a place to record to, but `baseline` is `none`",
            "Remove `baseline: none`, or name a file with `--output`.",
          );
        }
        return {
          kind: "record",
          why: null,
          branch: occasion.branch,
          commit: null,
          isReviewed: false,
        };
      }
      return {
        ...compare(config, null, [occasion.branch], { kind: "local-default" }),
        ofWorkingTree: true,
      };
    case "other":
      // Its checkout is either the repository's own code, or a stranger's code together with the repository's secrets.
      if (occasion.event === "pull_request_target") {
        throw new GateError(
          "hotpath-gate does not run on `pull_request_target`, where the code of a pull request would run with the repository's own token and secrets",
          "Trigger the workflow by `pull_request` instead.",
        );
      }
      if (namesBase(config)) {
        return compare(config, "the configuration names a base", [], { kind: "local-default" });
      }
      return skip(
        `the event ${occasion.event} does not say which commit to compare with; to compare the checkout, name one in \`base\``,
      );
    default:
      return occasion satisfies never;
  }
}

function compare(
  config: PlanSettings,
  why: string | null,
  branches: readonly string[],
  fromOccasion: BaseChoice,
  maybeBase: string | null = null,
): ComparePlan {
  return {
    kind: "compare",
    why,
    base: baseAskedFor(config, fromOccasion),
    isBaseNamed: config.base !== null,
    comparesEnvironments: comparesEnvironments(config),
    baselineBranches: config.baseline.length === 0 ? [] : [...new Set(branches)],
    evidence: config.compare,
    maybeBase,
    ofWorkingTree: config.base === "HEAD",
  };
}

function baseAskedFor(config: PlanSettings, fromOccasion: BaseChoice): BaseChoice {
  if (config.base !== null) return { kind: "revision", revision: config.base };
  return comparesEnvironments(config) ? { kind: "same-tree" } : fromOccasion;
}

/** Whether somebody wants a comparison, whatever the event is. */
function namesBase(config: PlanSettings): boolean {
  return config.base !== null || comparesEnvironments(config);
}

function comparesEnvironments(config: PlanSettings): boolean {
  return config.basePython !== null || config.baseEnv !== null;
}

function skip(why: string): Plan {
  return { kind: "skip", why };
}
