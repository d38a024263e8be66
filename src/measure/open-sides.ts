/** From the plan to sides that processes can be started on: checkout, suite, interpreter and environment. */
import picomatch from "picomatch";
import { explainError, GateError } from "../errors.ts";
import type { Config } from "../inputs/config.ts";
import type { BaselineLoad } from "../model.ts";
import { type DetectedSuite, detectSuite, isFunctionTarget } from "../plan/detect-suite.ts";
import type { Plan } from "../plan/plan.ts";
import type { BaseChoice, Checkout, Side, World } from "../ports.ts";

export interface OpenSide extends AsyncDisposable {
  readonly side: Side;
  /** Files of the project's folder, relative to it. */
  readonly files: readonly string[];
}

export interface OpenHead extends OpenSide {
  readonly suite: DetectedSuite;
}

/** Head: the working tree as it is. @throws GateError */
export async function openHead(config: Config, world: World): Promise<OpenHead> {
  const checkout = await world.checkouts.head();
  const files = await projectFiles(checkout, world);
  const suite = detectSuite(config, files);
  world.progress.info(`Suite: ${suite.suite} in ${suite.targets.join(", ")} (${suite.why})`);
  const side = await prepare("head", checkout, config, world);
  return { side, files, suite, [Symbol.asyncDispose]: () => side[Symbol.asyncDispose]() };
}

/**
 * Base, unless the plan wants stored evidence alone. Where base can't be had and a baseline was found, the
 * run falls back on it and says so: an answer with less evidence beats none.
 *
 * @throws GateError when neither is there
 */
export async function openBaseOrNone(
  plan: Extract<Plan, { kind: "compare" }>,
  stored: BaselineLoad,
  head: OpenHead,
  config: Config,
  world: World,
): Promise<OpenSide | null> {
  if (plan.evidence === "stored") {
    if (stored.kind === "found") return null;
    throw new GateError(
      `compare is stored, and the stored baseline can't be used: ${whyUnusable(stored)}`,
      "Record one on the default branch first, or set compare to auto.",
    );
  }
  try {
    return await openBase(plan.base, head, config, world);
  } catch (error) {
    if (!(error instanceof GateError) || plan.evidence === "paired" || stored.kind !== "found") throw error;
    world.progress.warning(`${explainError(error)} Comparing with the stored baseline instead.`);
    return null;
  }
}

function whyUnusable(stored: Exclude<BaselineLoad, { kind: "found" }>): string {
  if (stored.kind === "not-wanted") return "baseline is none";
  return stored.kind === "missing"
    ? `none was found in ${stored.source}`
    : `${stored.why} (${stored.source})`;
}

/**
 * Base: a worktree of its commit with head's benchmarks laid over it; the same tree again when interpreters
 * or environments are compared.
 *
 * @throws GateError when it can't be had
 */
async function openBase(choice: BaseChoice, head: OpenHead, config: Config, world: World): Promise<OpenSide> {
  if (choice.kind === "same-tree") {
    const side = await prepare("base", head.side.checkout, config, world);
    return { side, files: head.files, [Symbol.asyncDispose]: () => side[Symbol.asyncDispose]() };
  }
  const { commit, label, warning } = await world.checkouts.resolveBase(choice);
  if (warning !== null) world.progress.warning(warning);
  const { folder } = head.side.checkout;
  const shared = sharedPaths(head.suite.targets, head.files).map((path) =>
    folder === "" ? path : `${folder}/${path}`,
  );
  const worktree = await world.checkouts.worktree(commit, label, shared);
  try {
    const files = await projectFiles(worktree, world);
    const side = await prepare("base", worktree, config, world);
    const dispose = async () => {
      await side[Symbol.asyncDispose]();
      await worktree[Symbol.asyncDispose]();
    };
    return { side, files, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await worktree[Symbol.asyncDispose]();
    throw error;
  }
}

/** Paths that base takes over from head: what `benchmarks` names, but never the code under test. */
export function sharedPaths(targets: readonly string[], files: readonly string[]): string[] {
  return targets
    .filter((target) => !isFunctionTarget(target))
    .map((target) => (target.split("::")[0] ?? target).replace(/^\.\//, "").replace(/\/+$/, ""))
    .flatMap((path) => {
      if (path === "" || path === ".") {
        throw new GateError(
          `benchmarks names the whole checkout (\`${path}\`), so that base would be measured with head's code`,
          "Name the folder or files of the benchmarks alone.",
        );
      }
      if (!/[*?[]/.test(path)) return [path];
      const matches = picomatch(path, { dot: true });
      return files.filter((file) => matches(file));
    });
}

function prepare(name: "base" | "head", checkout: Checkout, config: Config, world: World) {
  const ofBase = name === "base";
  return world.environments.prepare({
    name,
    checkout,
    python: (ofBase ? config.basePython : null) ?? config.python,
    setup: config.setup,
    environment: (ofBase ? config.baseEnv : null) ?? config.env,
    pythonPath: config.pythonPath,
    workingDirectory: checkout.folder === "" ? checkout.root : `${checkout.root}/${checkout.folder}`,
  });
}

async function projectFiles(checkout: Checkout, world: World): Promise<string[]> {
  const prefix = checkout.folder === "" ? "" : `${checkout.folder}/`;
  const files = await world.checkouts.files(checkout);
  return files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
}
