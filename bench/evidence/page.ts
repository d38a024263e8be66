/** The page of evidence: tables of what was reached beside what should be. */

import { seriesOf } from "../measuring-code.ts";
import { overheadTable, scaleTable } from "./cost-tables.ts";
import type { Evidence } from "./evidence.ts";
import { goals } from "./goals.ts";
import { instructionsTable } from "./instruction-tables.ts";
import { simulatedTables } from "./simulated-tables.ts";
import { trueChanges } from "./true-changes.ts";
import { liveTable, peersTable, replayTable } from "./verdict-tables.ts";

export function evidencePage(evidence: Evidence): string {
  const machines = [...new Set(evidence.live.map((run) => `${run.machine}, ${run.python}`))];
  const days = [...new Set(evidence.live.map((run) => run.at.slice(0, 10)))].sort();
  return [
    "# Evidence",
    `Made by \`npm run bench -- evidence\` from \`bench/data/\`; measured on ${days.join(", ")} on ${machines.join("; ")}; hosted runners differ from it: run \`npm run bench -- live\` on yours, or \`hotpath-gate doctor\` on your own benchmarks.`,
    METHOD,
    "## What should be reached, and what is",
    goals(evidence),
    "### What falls short, and why",
    SHORTFALLS,
    "## Power",
    "![What the gate says by the true slowdown](power-curve.svg)",
    "Replayed: recorded blocks of unchanged code, slowed by a factor. Solid: quiet; dashed: two neighbours that toggle between busy and idle on both CPUs; dotted: a restless machine.",
    replayTable(evidence.replayed),
    "## Noise whose truth is known",
    SIMULATED,
    simulatedTables(evidence.simulated),
    "## Live runs",
    "Whole runs of the committed bundle on fifty benchmarks, each in a repository of its own whose head has the slowdown, and a harmless edit besides.",
    codeOfRuns(evidence),
    liveTable(evidence.live, evidence.measuring),
    "## Beside the peers",
    PEERS,
    peersTable(evidence),
    "## True sizes of the slowdowns",
    "Most benchmarks do their work 20 times a call, and 23 times where they are 15 % slower; those that a realistic mistake slows are measured, and so are some that depend on caches:",
    trueChanges(evidence.recordings),
    "## Instructions",
    INSTRUCTIONS,
    instructionsTable(evidence.instructions),
    "## What the gate adds",
    overheadTable(evidence.overhead),
    "## How it grows",
    scaleTable(evidence.scale),
    "",
  ].join("\n\n");
}

/** How many of the runs are of code that has changed since. */
function codeOfRuns({ live, measuring }: Evidence): string {
  const present = live.filter((run) => seriesOf(run.measuring, null) === measuring).length;
  if (present === live.length) return "All are of the present code.";
  return `Of these ${live.length}, ${present === 0 ? "none" : present} ${present > 1 ? "are" : "is"} of the present code: what measures or decides has changed in some way since.`;
}

const METHOD = `**Live** is a whole run as a user has it, those of a kind all with the same code that measures and decides; intervals are 95 % (Clopper and Pearson), over runs or over rows, and rows of one run are not wholly independent. **Replayed** is a run that the present rule decided from recorded blocks, none of which was left out when a benchmark was decided: a random stretch of one recording, forwards or backwards, and of another where the run goes on, base and head swapped at random for each benchmark; slowdowns are factors. Thousands of replays of a handful of recordings are no thousands of machines, so they carry no interval: they show how the rule treats noise as it was on those days. The suite is \`bench/suite\`: pure Python, work in C, allocating, memory-bound and importing, 10 µs to 0.2 s a call, ten of them with realistic mistakes. Noise is \`bench/noise/neighbours.py\`; a restless machine is one where other work than ours made noise, on its host or on itself. The canary is decided with in replays as in runs (ADR 14). Recordings of quiet and of two neighbours are of measuring as it was before ADR 11 and 12, with four pairs of 10 ms a block, whose blocks were noisier; of the three of a restless machine all are from before ADR 13, and two from before ADR 12, so that their long calls took turns.`;

/** By hand, beside figures that are not: what each goal that is missed would take. */
const SHORTFALLS = `- **1 in 1,000 runs**: runs without a red row bound the rate from above by 3 over their number; to show 1 in 1,000 takes 3,000 of them, which is 14 hours of a quiet machine. The replays stand in for those that are not there.
- **Budget 3 %, +5 %**: the live runs looked at 48 blocks at most. Of their 13 rows that were not red, eleven showed +4.0 to +4.7 %, and what is one point over its budget takes more blocks than that. Looks at 64 and 96 were added since (ADR 5). Replayed, they find 99 % of what is exactly +5 % and 80 % of what is +4.2 %, where looks up to 48 found 96 % and 50 %. Live with those looks, on a restless machine, all rows were red but those of three mistakes, which cost less there than they do elsewhere: they showed +2.7 to +4.1 %, and "can't tell".
- **Restless machine, unchanged**: code of 2026-11-26 that took turns of 2.5 ms, before it ran long calls side by side, had a red row in one of 25 runs, a call of 30 ms that was taken to be as quiet as the rest of the suite (ADR 11); the code after it took 40.2 s (median of 12 runs), because it trusted long calls later. What is shown here runs them side by side (ADR 12). Of 20 runs of code of the same day, one said "can't tell" of 43 rows, because two blocks of the canary were odd; the run would go on now (ADR 14). Its +15 % are not all 15 %: on that machine some mistakes cost less (see the true sizes), and both rows that were not red are one of these, which showed +10.6 and +10.8 %.
- **Wald's bound** is less than two blocks at +15 %, and red needs four (ADR 5): replayed with red from two blocks on, 4 of 100 suites that were exactly at their budget had a red row, where with four none had, and +15 % took less than one block less. It is no goal that can be met beside that.
- **Added around the batches**: fresh processes for every block import the suite anew, before each batch a few calls are made that nobody times, and each batch is a message and its answer. Importing on two CPUs at once and collecting garbage without what was imported were tried (ADR 13: the one made blocks noisier, the other is kept); what the untimed calls are for is measured in ADR 5.
- **10,000 benchmarks**: a block has up to sixteen pairs instead of four (ADR 11), all of which are in memory and in the result document. With four, most of the memory was what V8 had not collected yet; with its heap held to 200 MB the same work took less than 300 MB, on Node 20. Tried: the result document in pieces (kept: about 100 MB less), pairs as columns of numbers and seven digits of them (kept: half the document, and 63 to 172 MB less), V8 told to save memory (a young generation of 4 MB and \`--optimize-for-size\`: less than 250 MB, but twice the time).`;

const SIMULATED = `Made up (\`npm run bench -- simulate\`) and decided by the present rule: six or fifty unchanged benchmarks with a block SD of 1 %, and one that is as noisy as the line says, at a budget of 10 %. "t3" has the tails of Student's t on three degrees of freedom, and "correlated" blocks that resemble the one before (0.3), each in the whole suite. A block says its typical call and its mean, correlated by 0.9, but for the lines with one number. Stated are 1 % for any red row that should be none, 2.5 % for a pass that should be none, and 95 % for intervals.`;

const INSTRUCTIONS = `Counted by callgrind, one block a run, with one seed in all runs; base is checked out anew for each, into a folder of another name. Spread is the largest less the smallest over the median. In other layouts than that of the seed, counts of unchanged code lie further apart, on both sides together; that is why the gate counts in several and compares only within one. Four of the five differ between the sides by as much in every run (0.07 to 0.24 %), where with the harness before ADR 13 one did (0.13 %); that the names of their folders differ may be why, and was not tried.`;

const PEERS = `The same repositories, the same machine; the order of the arms is random. Each with its defaults, and again with its settings scaled to about the time that this gate takes. pytest-benchmark is \`--benchmark-compare-fail\`; github-action-benchmark is its rule on the same numbers, because the action only reads them; pyperf is \`compare_to --min-speed=10\`; asv is \`continuous -f 1.1\`. Noise is unknown where other work ran beside: there only the time tells.`;
