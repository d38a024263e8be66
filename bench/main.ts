/** The evidence laboratory's command line. */
import { Command, Option } from "commander";
import { NOISES, type Noise } from "./noise.ts";

const program = new Command("bench").description("The evidence laboratory.");

program
  .command("record")
  .description("measure every block of the fifty benchmarks, to replay rules on")
  .option("--python <PYTHON>", "interpreter", "python")
  .option("--percent <N>", "slowdown of head", "0")
  .option("--null-edit <N>", "number of a harmless edit of head", "0")
  .addOption(new Option("--noise <KIND>", "what else runs").choices(NOISES).default("quiet"))
  .option("--blocks <N>", "blocks", "24")
  .option("--only <NAMES>", "benchmarks to record, separated by commas", "")
  .option("--seed <N>", "seed", String(Date.now() % 2 ** 31))
  .action(async (options: Record<string, string>) => {
    const { record } = await import("./record.ts");
    const { saveRecording } = await import("./recording.ts");
    const recording = await record({
      percent: Number(options.percent),
      nullEdit: Number(options.nullEdit),
      noise: options.noise as Noise,
      blocks: Number(options.blocks),
      seed: Number(options.seed),
      python: options.python ?? "python",
      only: (options.only ?? "").split(",").filter((name) => name !== ""),
    });
    process.stdout.write(`${await saveRecording(recording)}\n`);
  });

program
  .command("live")
  .description("gate the fifty benchmarks with the bundle, again and again; goes on where it was broken off")
  .option("--python <PYTHON>", "interpreter", "python")
  .option("--percent <N>", "slowdown of head", "0")
  .addOption(new Option("--noise <KIND>", "what else runs").choices(NOISES).default("quiet"))
  .option("--budget <FRACTION>", "budget", "0.1")
  .option("--runs <N>", "runs there should be of this cell in the end", "10")
  .action(async (options: Record<string, string>) => {
    const { keepLiveRun, liveRun, loadLiveRuns } = await import("./live.ts");
    const cell = {
      percent: Number(options.percent),
      noise: options.noise as Noise,
      budget: Number(options.budget),
    };
    const done = (await loadLiveRuns()).filter(
      (run) => run.percent === cell.percent && run.noise === cell.noise && run.budget === cell.budget,
    ).length;
    for (let run = done; run < Number(options.runs); run++) {
      const live = await liveRun(cell, 1 + (run % 8), 1000 + run, options.python ?? "python");
      await keepLiveRun(live);
      process.stdout.write(
        `run ${run + 1}: ${live.verdict}, ${JSON.stringify(live.rows)}, ${live.meanBlocks.toFixed(1)} blocks, ${live.seconds.toFixed(1)} s\n`,
      );
    }
  });

program
  .command("try-rules")
  .description("replay rules on the recordings")
  .addOption(new Option("--noise <KIND>", "which recordings").choices(NOISES).default("quiet"))
  .option("--budget <FRACTION>", "budget", "0.1")
  .option("--changes <FRACTIONS>", "true changes", "0,0.05,0.1,0.15,0.2")
  .option("--runs <N>", "replayed runs a line", "200")
  .option("--only <TEXT>", "rules with this in their name")
  .action(async (options: Record<string, string>) => {
    const { tryRules } = await import("./try-rules.ts");
    const changes = (options.changes ?? "0").split(",").map(Number);
    const text = await tryRules(
      options.noise as Noise,
      Number(options.budget),
      changes,
      Number(options.runs),
      options.only ?? null,
    );
    process.stdout.write(`${text}\n`);
  });

await program.parseAsync();
