/**
 * `asv continuous -f 1.1 HEAD^ HEAD`: asv itself checks out, installs and measures both commits, in rounds by
 * turns, and marks as worse (`+`) what is slower by the factor and different by its own test. It can't do that
 * in an environment that exists, so it makes its own; that is done before the time is taken, as is the
 * installing of the other peers.
 *
 * In equal time, benchmarks are forked from one server instead of started anew, which leaves more of it for
 * measuring, and the rest is shared out as the time to warm up and to repeat.
 */
import { writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { requirementsFile } from "./environment.ts";
import { type Metered, metered, meteredOk } from "./metered.ts";
import { armName, type Peer, type RowVerdict, rowsOf } from "./peer.ts";
import { openWorkplace, type Workplace } from "./workplace.ts";

const FACTOR = 1.1;
const ROUNDS = 2;
/** Finding the benchmarks, and for each round and commit a checkout and a server. */
const START_SECONDS = 2.5;
/** Of each benchmark, round and commit. */
const FORK_SECONDS = 0.015;
const SAMPLE_SECONDS = 0.01;
/** Samples of a round by default. */
const SAMPLES = 5;

export const asv: Peer = async (request) => {
  const { python, benchmarks, budgetSeconds } = request;
  await using place = await openWorkplace(request.project);
  const config = join(place.folder, "asv.conf.json");
  await writeFile(config, JSON.stringify(configFor(request.project.folder, place, python)));
  const run = (variables: Readonly<Record<string, string>>, ...args: string[]) =>
    [
      python,
      ["-m", "asv", ...args, "--config", config],
      place.folder,
      {
        PATH: [dirname(python), process.env.PATH].join(delimiter),
        // What it leaves behind when it is killed goes with the workplace.
        TMPDIR: place.folder,
        ...variables,
      },
    ] as const;
  // Ends with status 1 when all went well. If it did not, `continuous` tries again, and says why.
  await metered(
    // virtualenv would look for newer versions of what it installs, in a process that outlives it.
    ...run({ PIP_CONSTRAINT: requirementsFile, VIRTUALENV_NO_PERIODIC_UPDATE: "1" }, "setup"),
  );
  // It keeps what it knows of the machine in the home folder.
  const home = { HOME: place.folder };
  await meteredOk(...run(home, "machine", "--yes"));
  const compared = await metered(
    ...run(
      home,
      "continuous",
      `--factor=${FACTOR}`,
      "--no-only-changed",
      `--bench=^hot_paths\\.time_(${benchmarks.join("|")})$`,
      ...(budgetSeconds === null ? [] : scaledTo(budgetSeconds, benchmarks.length)),
      "HEAD^",
      "HEAD",
    ),
  );
  const verdicts = verdictsIn(compared);
  return [
    {
      arm: armName(`asv continuous ${FACTOR}`, request),
      rows: rowsOf(benchmarks, (name) => verdicts.get(name)),
      seconds: compared.seconds,
      cpuSeconds: compared.cpuSeconds,
    },
  ];
};

/** The environment stays beside the peers', for the next run. */
function configFor(repository: string, place: Workplace, python: string) {
  const installed = "sysconfig.get_path('purelib') + '/hot'";
  const withPython = (statement: string) => [`python -c "import shutil, sysconfig; ${statement}"`];
  return {
    version: 1,
    project: "hot",
    repo: repository,
    branches: ["HEAD"],
    environment_type: "virtualenv",
    env_dir: join(dirname(dirname(python)), "asv"),
    benchmark_dir: join(place.head, "asv_benchmarks"),
    results_dir: join(place.folder, "results"),
    build_command: [],
    // The suite is no package that pip could install.
    install_command: withPython(`shutil.copytree('hot', ${installed})`),
    uninstall_command: withPython(`shutil.rmtree(${installed}, ignore_errors=True)`),
  };
}

function scaledTo(budgetSeconds: number, benchmarks: number): string[] {
  const each = Math.max(0.01, (budgetSeconds - START_SECONDS) / (2 * ROUNDS * benchmarks) - FORK_SECONDS);
  const warmUp = Math.min(0.1, each / 4);
  const repeating = each - warmUp;
  const samples = Math.max(SAMPLES, Math.floor(repeating / SAMPLE_SECONDS));
  return [
    "--launch-method=forkserver",
    `--attribute=warmup_time=${warmUp.toFixed(4)}`,
    `--attribute=repeat=(1,${samples},${repeating.toFixed(4)})`,
  ];
}

/** The rows of its table. It ends with status 1 if, and only if, one is worse or failed in head. */
function verdictsIn({ output, status }: Metered): Map<string, RowVerdict> {
  const verdicts = new Map<string, RowVerdict>();
  let failed = false;
  for (const line of output.split("\n")) {
    const [, mark = "", , , ratio, benchmark = ""] = line.split("|").map((cell) => cell.trim());
    const name = /^hot_paths\.time_(\w+)$/.exec(benchmark)?.[1];
    if (name === undefined) continue;
    failed ||= mark === "!";
    verdicts.set(name, ratio === "n/a" ? "unknown" : mark === "+" ? "red" : "green");
  }
  const isWorse = failed || [...verdicts.values()].includes("red");
  if (isWorse !== (status !== 0)) throw new Error(`asv ended with status ${status}\n${output}`);
  return verdicts;
}
