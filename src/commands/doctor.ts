/** `doctor` shows what a gate could find on this machine, and what limits it. */
import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { atomicFiles } from "../adapters/files/atomic-files.ts";
import { findConfigFile } from "../adapters/files/config-file.ts";
import type { WrittenSettings } from "../inputs/config.ts";
import { parseConfig } from "../inputs/parse-config.ts";
import { writeDiagnosis } from "../report/doctor/document.ts";
import { renderDiagnosis } from "../report/doctor/text.ts";
import { examine } from "../runs/doctor.ts";
import { localWorld, streamBeside } from "../worlds/local.ts";
import { reportFiles, requireOutputs } from "../worlds/outputs.ts";
import { textOptions } from "../worlds/terminal.ts";

export interface DoctorOptions {
  /** Settings as they were written, by name. */
  readonly written: WrittenSettings;
  readonly config: string | null;
  readonly workingDirectory: string;
  /** File for the document; null for none. */
  readonly json: string | null;
  readonly harnessFolder: string;
}

/** Measures, and prints the findings. @throws GateError if nothing could be measured */
export async function doctor(options: DoctorOptions): Promise<void> {
  const folder = resolve(options.workingDirectory);
  const reports = reportFiles({ json: options.json });
  await requireOutputs({ reports, baseline: null, inputs: [] }, folder);
  const file = await findConfigFile(folder, options.config);
  const config = parseConfig(options.written, "flag", file, randomInt(2 ** 32));
  const { harnessFolder, json } = options;
  await using world = localWorld(config, {
    folder,
    harnessFolder,
    baselinePath: config.baselinePath,
    json: null,
    html: null,
  });
  const diagnosis = await examine(config, world);
  const stream = streamBeside([json], folder);
  stream.write(renderDiagnosis(diagnosis, textOptions(stream)));
  if (json !== null) await atomicFiles(folder).write(json, writeDiagnosis(diagnosis));
}
