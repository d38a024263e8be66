/** The evidence laboratory's command line. */
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import writeFileAtomic from "write-file-atomic";
import { dataFolder } from "./folders.ts";
import { NOISES, type Noise } from "./noise.ts";
import type { PeerName } from "./peers/arms.ts";
import type { SuiteOutcome } from "./real-suites.ts";

const program = new Command("bench")
  .description("The evidence laboratory.")
  .enablePositionalOptions()
  .option("--quick", "a small version of everything, in under five minutes")
  .option("--python <PYTHON>", "interpreter", "python")
  .action(async (options: { quick?: true; python: string }) => {
    if (options.quick !== true) return program.help();
    const { quick } = await import("./quick.ts");
    await quick(options.python);
  });

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
    const { liveRun, liveRuns } = await import("./live.ts");
    const { measuringHash, seriesOf } = await import("./measuring-code.ts");
    const cell = {
      percent: Number(options.percent),
      noise: options.noise as Noise,
      budget: Number(options.budget),
    };
    const measuring = await measuringHash();
    const done = (await liveRuns.all()).filter(
      (run) =>
        seriesOf(run.measuring, null) === measuring &&
        run.percent === cell.percent &&
        run.noise === cell.noise &&
        run.budget === cell.budget,
    ).length;
    for (let run = done; run < Number(options.runs); run++) {
      const live = await liveRun(cell, 1 + (run % 8), 1000 + run, options.python ?? "python");
      await liveRuns.add(live);
      process.stdout.write(
        `run ${run + 1}: ${live.verdict}, ${JSON.stringify(live.rows)}, ${live.meanBlocks.toFixed(1)} blocks, ${live.seconds.toFixed(1)} s\n`,
      );
    }
  });

program
  .command("peers")
  .description("run the peers on the same repositories, in random order")
  .option("--python <PYTHON>", "interpreter", "python")
  .option("--percent <N>", "slowdown of head", "0")
  .addOption(new Option("--noise <KIND>", "what else runs").choices(NOISES).default("quiet"))
  .option("--peers <NAMES>", "which, separated by commas", "pytest-benchmark,asv")
  .option("--seconds <N>", "wall time that their settings are scaled to; their defaults when empty", "")
  .option("--only <NAMES>", "benchmarks, separated by commas; all fifty when empty", "")
  .option("--seed <N>", "seed", String(Date.now() % 2 ** 31))
  .action(async (options: Record<string, string>) => {
    const { keptPeerRuns, peerRuns } = await import("./peer-runs.ts");
    const cell = { percent: Number(options.percent), noise: options.noise as Noise };
    const budgetSeconds = options.seconds === "" ? null : Number(options.seconds);
    const runs = (options.peers ?? "").split(",").map((peer) => ({ peer: peer as PeerName, budgetSeconds }));
    const only = options.only === "" ? null : (options.only ?? "").split(",");
    const done = await peerRuns(cell, runs, only, Number(options.seed), options.python ?? "python");
    await keptPeerRuns.add(...done);
    for (const { arm, rows, seconds } of done) {
      const red = Object.values(rows).filter((verdict) => verdict === "red").length;
      process.stdout.write(`${arm}: ${red} of ${Object.keys(rows).length} red, ${seconds.toFixed(1)} s\n`);
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
  .option("--blocks <N>", "recordings that have as many blocks", "2")
  .action(async (options: Record<string, string>) => {
    const { tryRules } = await import("./try-rules.ts");
    const changes = (options.changes ?? "0").split(",").map(Number);
    const text = await tryRules(
      options.noise as Noise,
      Number(options.budget),
      changes,
      Number(options.runs),
      options.only ?? null,
      Number(options.blocks),
    );
    process.stdout.write(`${text}\n`);
  });

program
  .command("simulate")
  .description(
    "decide made-up noise whose truth is known: noisy benchmarks among quiet ones, processes that differ",
  )
  .option("--runs <N>", "runs of a scenario", "2000")
  .option("--quick", "few runs of three noises, which are printed and not kept")
  .action(async (options: { runs: string; quick?: true }) => {
    const { DEVIATIONS, simulations } = await import("./simulations.ts");
    const { simulatedTables } = await import("./evidence/simulated-tables.ts");
    const say = (line: string) => process.stderr.write(`${line}\n`);
    if (options.quick) {
      const some = simulations({ runs: 100, deviations: [0.01, 0.05, 0.15], say: () => undefined });
      process.stdout.write(`${simulatedTables(some)}\n`);
    } else {
      const runs = Number(options.runs);
      await keep("simulated.json", simulations({ runs, deviations: DEVIATIONS, say }));
    }
  });

program
  .command("overhead")
  .description("what the gate adds around the batches, and how long it takes to start")
  .option("--python <PYTHON>", "interpreter", "python")
  .action(async (options: { python: string }) => {
    const { overhead } = await import("./overhead.ts");
    await keep("overhead.json", await overhead({ ...options, startPairs: 25, checks: 5, tracedRuns: 3 }));
  });

program
  .command("instructions")
  .description("count instructions again and again with one seed; goes on where it was broken off")
  .option("--python <PYTHON>", "interpreter", "python")
  .option("--percent <N>", "slowdown of head", "0")
  .option("--runs <N>", "runs there should be in the end", "100")
  .option("--seed <N>", "seed", "1")
  .option(
    "--only <NAMES>",
    "benchmarks, separated by commas",
    "arithmetic_small,exceptions,json_encode_small,regex_small,tuples_small",
  )
  .action(async (options: Record<string, string>) => {
    const { countAgain } = await import("./instructions.ts");
    const { percent, runs, seed, python = "python", only = "" } = options;
    await countAgain({
      ...{ percent: Number(percent), runs: Number(runs), seed: Number(seed) },
      ...{ python, only: only.split(",") },
    });
  });

program
  .command("scale")
  .description("how deciding and rendering grow with the suite")
  .option("--node <NODE>", "Node to run it on")
  .action(async (options: { node?: string }) => {
    const { scale } = await import("./scale.ts");
    await keep("scale.json", await scale({ ...options, repetitions: 5, seed: 1 }));
  });

program
  .command("evidence")
  .description("write docs/evidence.md and its picture from what was measured")
  .option("--runs <N>", "replayed runs of unchanged code", "3000")
  .option("--change-runs <N>", "replayed runs of each slowdown", "500")
  .option("--curve-runs <N>", "replayed runs of each point of the curve", "60")
  .action(async (options: Record<string, string>) => {
    const { writeEvidence } = await import("./evidence.ts");
    await writeEvidence({
      unchanged: Number(options.runs),
      change: Number(options.changeRuns),
      curve: Number(options.curveRuns),
    });
  });

program
  .command("suites")
  .description("run other projects' benchmarks, unchanged, and write docs/suites.md")
  .option("--python <PYTHON>", "interpreter", "python")
  .option("--only <NAMES>", "projects, separated by commas; all where empty", "")
  .action(async (options: { python: string; only: string }) => {
    const { realSuites } = await import("./real-suites.ts");
    const { suitesPage } = await import("./real-suites/page.ts");
    const { readIfThere } = await import("./json-lines.ts");
    const only = options.only.split(",").filter((name) => name !== "");
    const text = await readIfThere(fileURLToPath(new URL("suites.json", dataFolder)));
    let all = (text === null ? [] : JSON.parse(text)) as SuiteOutcome[];
    for await (const outcome of realSuites(only, options.python)) {
      const others = all.filter(({ name }) => name !== outcome.name);
      all = [...others, outcome].sort((a, b) => a.name.localeCompare(b.name));
      // Each as it comes, so that the rest may be broken off.
      await keep("suites.json", all);
      await writeFileAtomic("docs/suites.md", suitesPage(all));
    }
  });

program
  .command("cases")
  .description(
    "gate small repositories that each stand for a kind of wrong verdict; goes on where it was broken off",
  )
  .option("--python <PYTHON>", "interpreter", "python")
  .addOption(new Option("--noise <KIND>", "what else runs").choices(NOISES).default("quiet"))
  .option("--runs <N>", "runs there should be of each in the end", "1")
  .option("--only <NAMES>", "cases that begin so, separated by commas; all where empty", "")
  .option("--twins", "the same code on both sides: no row may be red", false)
  .action(
    async ({
      python,
      noise,
      runs,
      only,
      twins,
    }: {
      python: string;
      noise: Noise;
      runs: string;
      only: string;
      twins: boolean;
    }) => {
      const { caseRun, caseRuns, casesNamed, summaryOf } = await import("./cases.ts");
      const { measuringHash, seriesOf } = await import("./measuring-code.ts");
      const measuring = await measuringHash();
      const cases = casesNamed(
        only.split(",").filter((name) => name !== ""),
        twins,
      );
      const isOfThese = (run: { name: string; noise: Noise; measuring: string }) =>
        seriesOf(run.measuring, run.name) === measuring &&
        run.noise === noise &&
        cases.some(({ name }) => name === run.name);
      const done = (await caseRuns.all()).filter(isOfThese);
      // One of each after the other, so that whatever the machine does, it does to all.
      for (let run = 0; run < Number(runs); run++) {
        for (const one of cases.filter(({ name }) => done.filter((it) => it.name === name).length <= run)) {
          const said = await caseRun(one, noise, python);
          await caseRuns.add(said);
          done.push(said);
          const rows = said.rows.map(
            ({ verdict, change }) => `${verdict}${change === null ? "" : ` ${(100 * change).toFixed(1)} %`}`,
          );
          process.stdout.write(
            `${one.name}: ${said.judgement} (${rows.join(", ")}; status ${said.status}; ${said.seconds.toFixed(1)} s)\n`,
          );
        }
      }
      process.stdout.write(`${summaryOf(done)}\n`);
    },
  );

program
  .command("fuzz")
  .description("feed every parser of outside data with what is near to real data")
  .option("--seconds <N>", "for each parser", "600")
  .option("--only <NAMES>", "parsers, separated by commas; all where empty", "")
  .option("--seed <N>", "seed", String(Date.now() % 2 ** 31))
  .action(async (options: { seconds: string; only: string; seed: string }) => {
    const { fuzz, fuzzedParsers } = await import("./fuzz/parsers.ts");
    const { fuzzSamples } = await import("./fuzz/samples.ts");
    const only = options.only.split(",").filter((name) => name !== "");
    for (const parser of fuzzedParsers(fuzzSamples())) {
      if (only.length > 0 && !only.includes(parser.name)) continue;
      const { runs, finding } = await fuzz(parser, Number(options.seconds), Number(options.seed));
      process.stdout.write(
        `${parser.name}: ${runs} inputs, ${finding === null ? "no finding" : "a finding"}\n`,
      );
      if (finding === null) continue;
      process.stdout.write(`${finding}\n`);
      process.exitCode = 1;
    }
  });

async function keep(name: string, figures: unknown): Promise<void> {
  await writeFileAtomic(fileURLToPath(new URL(name, dataFolder)), `${JSON.stringify(figures, null, 1)}\n`);
}

await program.parseAsync();
