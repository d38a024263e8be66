/** Settings that both sides share must not say where head is: base would run head's files, and find no change. */
import { GateError } from "../errors.ts";
import type { EnvironmentSettings } from "../inputs/config.ts";
import type { CommandTarget } from "../plan/command-targets.ts";
import type { Checkouts } from "../ports/checkouts.ts";
import { isFunctionTarget } from "../repository/targets.ts";
import type { OpenHead } from "./sides.ts";

/** A text that both sides get, and what to call it. */
interface SharedText {
  readonly name: string;
  readonly text: string;
}

type SharedSettings = Pick<EnvironmentSettings, "setup" | "env" | "baseEnv" | "pythonPath">;

/**
 * Refuses paths into head's checkout in what both sides get, where base is a commit of its own.
 *
 * @throws GateError that names the setting and the path
 */
export async function assertSidesMayDiffer(
  { setup, env, baseEnv, pythonPath }: SharedSettings,
  { suite, side }: Pick<OpenHead, "suite" | "side">,
  checkouts: Pick<Checkouts, "pathsIntoHead">,
): Promise<void> {
  const run = textsRun(suite).map((one) => ({ ...one, text: expanded(one.text, side.environment) }));
  const ofSetup = setup === null ? [] : [expanded(setup, side.environment)];
  const texts: SharedText[] = [
    ...run,
    ...ofSetup.map((text) => ({ name: "`setup`", text })),
    // What `env` says is head's alone where base has `base-env`.
    ...(baseEnv === null ? Object.entries(env) : []).map(([name, text]) => ({
      name: `\`env\`: \`${name}\``,
      text,
    })),
    ...(pythonPath ?? []).map((text) => ({ name: "`python-path`", text })),
  ];
  for (const { name, text } of texts) {
    const [path] = await checkouts.pathsIntoHead(text);
    if (path === undefined) continue;
    throw new GateError(
      `${name} holds the path \`${path}\`, which leads into head's checkout, so base would use head's version of it`,
      `Write the path relative to \`working-directory\`: \`${relativePath(side.workingDirectory, path)}\`. Each side then finds its own. Files that both sides share belong outside the checkout, or in a folder that git ignores.`,
    );
  }
}

function textsRun({ suite, targets }: OpenHead["suite"]): SharedText[] {
  if (suite === "command") {
    return targets.flatMap((target) => {
      const { id, command, prepare } = JSON.parse(target) as CommandTarget;
      return [command, prepare ?? ""].map((text) => ({ name: `The command \`${id}\``, text }));
    });
  }
  if (suite === "results") return targets.map((text) => ({ name: `The command \`${text}\``, text }));
  return targets
    .filter((target) => !isFunctionTarget(target))
    .map((text) => ({ name: "`benchmarks`", text }));
}

/** Fills in variables that are the same on both sides, as a shell will. It sets these two itself, in the side's own folder. */
function expanded(text: string, environment: Readonly<Record<string, string>>): string {
  const { PWD: _, OLDPWD: __, ...shared } = environment;
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced, bare) => shared[braced ?? bare] ?? all);
}

/** Both absolute, with the separators of the platform; the former is in the checkout that the latter leads into. */
function relativePath(folder: string, path: string): string {
  const parts = (one: string) => one.split(/[/\\]/);
  const [from, to] = [parts(folder), parts(path)];
  const shared = from.findIndex((name, index) => name !== to[index]);
  const same = shared === -1 ? from.length : shared;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}
