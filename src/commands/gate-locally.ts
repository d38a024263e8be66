/** `check` and `record` run the gate on this machine. */
import { randomInt } from "node:crypto";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { findConfigFile } from "../adapters/files/config-file.ts";
import type { Config, WrittenSettings } from "../inputs/config.ts";
import { parseConfig } from "../inputs/parse-config.ts";
import type { Result } from "../model.ts";
import { gate } from "../runs/gate.ts";
import { heldSettings } from "../worlds/held-settings.ts";
import { localWorld } from "../worlds/local.ts";
import { reportFiles, requireOutputs, runFiles } from "../worlds/outputs.ts";

export interface LocalOptions {
  /** Settings as they were written, by name. */
  readonly written: WrittenSettings;
  readonly config: string | null;
  readonly workingDirectory: string;
  readonly json: string | null;
  readonly html: string | null;
  /** File for the baseline of `record`; null for the configured path. */
  readonly output: string | null;
  readonly harnessFolder: string;
}

/** Runs the gate. @throws GateError if nothing could be measured */
export async function gateLocally(command: "check" | "record", options: LocalOptions): Promise<Result> {
  const folder = resolve(options.workingDirectory);
  const file = await findConfigFile(folder, options.config);
  const parsed = parseConfig(options.written, "flag", file, randomInt(2 ** 32));
  const asked: Config = options.output !== null ? { ...parsed, baseline: ["file"] } : parsed;
  const { json, html, output } = options;
  const reports = reportFiles({ json, html });
  await requireOutputs(runFiles(reports, asked, output, command === "record"), folder);
  const occasion = { kind: "local", command, branch: "local" } as const;
  const held = await heldSettings(asked, file, occasion, {
    folder,
    written: options.written,
    by: "flag",
    named: options.config,
    temporaryFolder: tmpdir(),
    warn: () => {},
  });
  const { config } = held;
  await using world = localWorld(config, {
    folder,
    harnessFolder: options.harnessFolder,
    baselinePath: options.output ?? config.baselinePath,
    json: options.json,
    html: options.html,
  });
  if (file !== null) world.progress.step({ kind: "settings-file", path: file.path });
  return await gate(config, occasion, world, held);
}
