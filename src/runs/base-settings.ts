/** Whose settings apply: base's, where head's config file would weaken the gate that judges it. */
import { explainError, GateError, Interrupted } from "../errors.ts";
import type { BenchmarkSettings, Config } from "../inputs/config.ts";
import {
  type ConfigAtBase,
  type ConfigOfFile,
  changesOfGate,
  heldConfig,
  measuresOther,
  type OwnSettings,
  ownSettings,
} from "../inputs/gate-changes.ts";
import type { Occasion } from "../inputs/occasion.ts";
import type { AcceptRule, SettingsReport } from "../model.ts";
import { planRun } from "../plan/plan.ts";
import type { BaseChoice } from "../ports/checkouts.ts";
import type { CommitOfBase } from "../ports/stores.ts";
import type { World } from "../ports/world.ts";

export interface HeldSettings {
  /** Settings that apply. What is measured is head's. */
  readonly config: Config;
  /** What base's configuration names, if that is other benchmarks than head's. */
  readonly measuredOnBase: BenchmarkSettings | null;
  /** Rules of base that must accept a slowdown as well; null if head's own rules are enough. */
  readonly acceptedOnBase: readonly AcceptRule[] | null;
  /** How base's own code is run, if that differs from head's. */
  readonly ownOfBase: OwnSettings | null;
  readonly report: SettingsReport | null;
}

/** Head's own settings, with nothing to report. */
export function headsOwn(config: Config): HeldSettings {
  return { config, measuredOnBase: null, acceptedOnBase: null, ownOfBase: null, report: null };
}

/**
 * Finds the settings that apply.
 *
 * @param atBase reads the config file as the commit has it
 * @throws GateError if the settings contradict each other
 */
export async function settingsThatHold(
  head: ConfigOfFile,
  occasion: Occasion,
  world: {
    readonly checkouts: Pick<World["checkouts"], "resolveBase">;
    readonly clock: Pick<World["clock"], "now">;
  },
  atBase: (of: CommitOfBase) => Promise<ConfigAtBase>,
): Promise<HeldSettings> {
  const { config } = head;
  const choice = whatItChanges(config, occasion);
  if (choice === null) return headsOwn(config);
  const asOccasion = isProposal(occasion) ? "base" : "head";
  const from = config.configFrom ?? asOccasion;
  const told = { from, isAsked: config.configFrom !== null };
  let commit: string | null = null;
  const base = await readAtBase(atBase, async () => {
    commit = (await world.checkouts.resolveBase(choice)).commit;
    return commit;
  });
  if (base.kind === "not-committed") return headsOwn(config);
  if (base.kind === "unreadable" && from === "base") {
    // Head's own settings would apply, and nothing would be enforced.
    throw new GateError(
      `\`config-from: base\` is set, but base's settings are unavailable: ${base.why}`,
      "Fix the config file on base, or set `config-from: head` for this run.",
    );
  }
  // Without a file there is nothing that could be compared, unless base has one; on one's own machine that is of no use.
  if (base.kind === "unreadable" && head.file === null && occasion.kind === "local") return headsOwn(config);
  if (base.kind === "unreadable") {
    return { ...headsOwn(config), report: { ...told, changes: [], problem: base.why } };
  }
  const changes = changesOfGate(base, head, world.clock.now());
  const report: SettingsReport = { ...told, changes, problem: null };
  const ownOfBase = commit === null ? null : ownSettings(base.config, config, commit);
  const measuredOnBase = measuresOther(base.config, config) ? base.config : null;
  if (from === "head") return { config, measuredOnBase, acceptedOnBase: null, ownOfBase, report };
  return {
    config: heldConfig(base.config, config),
    measuredOnBase,
    acceptedOnBase: base.config.accepted,
    ownOfBase,
    report,
  };
}

/** Whether somebody asks for the change to be merged. */
function isProposal({ kind }: Occasion): boolean {
  return kind === "pull-request" || kind === "merge-group";
}

/**
 * What the config file is to be compared with. For a proposal, that is what it is to be merged into, whatever the file
 * says.
 */
function whatItChanges(config: Config, occasion: Occasion): BaseChoice | null {
  const asked: Config = isProposal(occasion)
    ? { ...config, base: null, basePython: null, baseEnv: null }
    : config;
  const plan = planRun(asked, occasion);
  return plan.kind === "compare" && plan.base.kind !== "same-tree" ? plan.base : null;
}

async function readAtBase(
  atBase: (of: CommitOfBase) => Promise<ConfigAtBase>,
  of: CommitOfBase,
): Promise<ConfigAtBase> {
  try {
    return await atBase(of);
  } catch (error) {
    if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
    return { kind: "unreadable", why: explainError(error).replace(/\.$/, "") };
  }
}
