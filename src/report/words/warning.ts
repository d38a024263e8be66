/** What users should know and may want to act on, in sentences: what it means, and what to do. Pure. */

import { isOfTime } from "../../compare/worse.ts";
import { causeWords } from "../../errors/causes.ts";
import { adviceOnLoss, measuredBefore, whatWasLost } from "../../errors/lost.ts";
import { GET_SUBMODULES } from "../../errors/submodules.ts";
import type { Cause } from "../../model/cause.ts";
import type { BenchmarkDoubt } from "../../model/warning.ts";
import type { Result, Warning } from "../../model.ts";
import { commitCode, counted, shortCommit, verb } from "./counted.ts";
import { driftDetail } from "./drift.ts";
import { reasonWords } from "./gate-reason.ts";
import { countOf, named, namedCode } from "./names.ts";
import { signedPercent } from "./numbers.ts";
import { bySetting, type Naming } from "./settings-named.ts";
import { worseWord } from "./worse.ts";

/** Warnings in their order, without the one that the reason already gives. */
export function warningsBesideReason(result: Result, setting = bySetting): readonly string[] {
  const reason = reasonWords(result, setting);
  const isTimeTold =
    result.reason.kind === "time-too-short" || result.reason.kind === "over-budget-in-few-blocks";
  return result.warnings
    .filter(({ kind }) => kind !== "time-limit" || !isTimeTold)
    .map((one) => warningWords(one, setting))
    .filter((words) => words !== reason);
}

/** @param setting how the place where it is read names a setting that is to be written */
export function warningWords(warning: Warning, setting = bySetting): string {
  switch (warning.kind) {
    case "base-is-branch-tip":
      return "The checkout is not the pull request's merge commit, and its history does not reach back to where the branch began: base is the tip of the base branch, so changes merged there since are measured too. Leave `ref` of actions/checkout at its default, or set `fetch-depth: 0`.";
    case "base-is-head":
      return warning.because === "changes"
        ? `The working tree is compared with HEAD because it has uncommitted changes (${namedCode(warning.files)}), so what HEAD itself changed is not measured. To measure that too, commit or undo these changes, or run with \`--base HEAD^\`.`
        : `Git does not know ${namedCode(warning.files)}, so the working tree is compared with HEAD, and what HEAD itself changed is not measured. Commit or ignore these files, or run with \`--base HEAD^\`.`;
    case "stored-baseline-instead":
      return `${warning.why} Compared with the stored baseline instead.`;
    case "baseline-of-head":
      return `The stored baseline was recorded at ${commitCode(warning.commit)}, which is also head, so no change of the code can show. To compare a change, record the baseline at an earlier commit.`;
    case "missing-submodules":
      return `Submodules of base are not available here, so base was measured without them: ${named(warning.paths)}. ${GET_SUBMODULES}`;
    case "renamed-code": {
      const names = warning.files.map(({ base, head }) => `${base} is ${head} now`);
      return `Base has the code of the benchmarks under other names (${named({ first: names, more: warning.more })}), so nothing was compared. To compare it, measure it with a benchmark file that imports whichever of the names is there (\`try: … except ImportError: …\`).`;
    }
    case "all-new":
      return "Every benchmark is new on head, so nothing was compared. Check that base can run them.";
    case "dependencies-changed":
      return `Base and head have different dependencies (${named(warning.files)}), but both run in the same environment, so the difference is not measured. To give each side its own environment, set \`setup: ${warning.setup}\`, and install what the benchmarks need there too.`;
    case "measuring-ended": {
      const { lost } = warning;
      return `Measuring ended after ${measuredBefore(lost)}: ${whatWasLost(lost.what)}. ${adviceOnLoss(lost, setting("time-limit"))}`;
    }
    case "not-counted":
      return `Instructions of ${warning.count} of ${counted(warning.of, "benchmark")} were not counted; the first is ${warning.id}: ${causeWords(warning.why)}.`;
    case "changed-code":
      return `Code of head changed while it was measured: ${named(warning.files)}. So the result mixes different states of the code. Run it again, and let benchmarks write into a temporary folder.`;
    case "not-pinned":
      return "Processes can't be pinned to a CPU on this platform, so intervals are wider and more rows are inconclusive. Linux runners can pin.";
    case "layout-randomised":
      return "Address randomisation could not be switched off (containers often refuse it), so noise from the memory layout does not cancel out. Run outside a container, or allow `personality(2)` in its seccomp profile.";
    case "canary-drifted":
      return `The canary (the same code on both sides) differed by ${signedPercent(warning.change)}, so results that this could have masked or caused are marked inconclusive. Run it again.`;
    case "time-limit":
      return `The time limit ended measuring before every benchmark was decided. Raise ${setting("time-limit")}, or measure fewer benchmarks.`;
    case "heap-grew": {
      const [base, head] = [warning.base, warning.head].map((seconds) => `${(seconds * 1000).toFixed(0)} ms`);
      return `A full garbage collection of what the benchmarks import takes ${head} on head and ${base} on base. Programs pay for it now and then, but benchmarks do not, because imports are set apart from the collector. Look for what head builds at import, or call \`gc.freeze()\` after it.`;
    }
    case "command-fails":
      return `The command fails on both sides after writing its results, which are compared anyway: ${causeWords(warning.why)}`;
    case "benchmark-text":
      return benchmarkText(warning);
    case "perhaps-code":
      return `Both sides run head's version of ${named(warning.files)}, because \`benchmarks\` includes the folder. If that is code under test, name only the files of the benchmarks.`;
    case "changed-helpers":
      return `Both sides run head's version of these benchmark helpers, so changes to them are not measured: ${named(warning.files)}. If they are code under test, move them to another folder.`;
    case "changed-test-files":
      return `The benchmarks load files of the tests that head changes, and each side has its own version: ${named(warning.files)}. What changed there may make a difference that is not the code's. Move what the benchmarks need into their own folder.`;
    case "linked-benchmarks":
      return `Links in the benchmarks lead to files that head changes, so base was given head's version of them: ${named(warning.files)}. If they are code under test, remove the links.`;
    case "linked-modules":
      return `Links in the benchmarks lead to files that head changes and that count as code under test, so each side has its own version: ${named(warning.files)}. If they are part of the benchmarks, move them next to the benchmarks.`;
    case "generated-files":
      return `Base got ${counted(countOf(warning.files), "generated file")} that git ignores and that only head's checkout has: ${named(warning.files)}. Changes in how they are generated are not measured. To let each side make its own, set ${setting("setup")}, for example \`setup: pip install .\`.`;
    case "too-many-generated-files":
      return `Head's checkout has ${counted(warning.count, "Python file")} that git ignores, too many to be generated code, so base got none of them. If base needs any, set ${setting("setup")}, for example \`setup: pip install .\`.`;
    case "compiled-files":
      return `Base lacks compiled modules that head's checkout has: ${named(warning.files)}. Set \`setup: pip install .\`, or the command that builds the project, so that each side is built from its own sources.`;
    case "ignored-data": {
      const count = countOf(warning.files);
      const them = verb(count, "it", "them");
      return `Base lacks ${counted(count, "file")} that git ignores and that only head's checkout has: ${named(warning.files)}. If the code reads ${them}, base and head may do different work. Make ${them} in ${setting("setup")}, for example \`setup: pip install . && python make_tables.py\`, so that each side makes its own.`;
    }
    case "changed-checkout":
      return `Files that git tracks were changed before this step, and head was measured with these changes: ${named(warning.files)}. If an earlier step changes them by accident, undo that (\`git checkout -- FILE\`).`;
    case "changed-by-setup": {
      const stay = warning.staysInCheckout
        ? "They stay in your checkout, and the next run takes them for changes of yours. "
        : "";
      return `\`setup\` changed files that git tracks, and head was measured with these changes: ${named(warning.files)}. ${stay}Commit them, or write a ${setting("setup")} that leaves them alone (such as \`uv sync --frozen\`).`;
    }
    case "namesake":
      return `The installed distribution \`${warning.distribution}\` has the name that \`${warning.declaredIn}\` declares, but none of this repository's files, so it counts as another project's, and both sides run the same one. If it was built from this repository, set ${setting("setup")} to the command that installs it, so that each side gets its own.`;
    case "doubtful-benchmark":
      return `${warning.id} ${DOUBT_WORDS[warning.doubt]}.`;
    case "failed-on-base":
      return `${counted(warning.count, "benchmark")} ${verb(warning.count, "does", "do")} not run on base and can't be compared; the first is ${warning.id}: ${causeWords(warning.why)}.${whatBaseMayLack(warning, setting)}`;
    case "skipped-on-base": {
      const { count, id, why, isSetUp } = warning;
      const them = verb(count, "it", "them");
      const advice = isSetUp
        ? `let ${setting("setup")} install on base what ${verb(count, "it needs", "they need")}`
        : `set ${setting("setup")}, so that each side installs what it needs`;
      return `${counted(count, "benchmark")} ${verb(count, "is", "are")} skipped on base and not on head, so there is nothing to compare with; the first is \`${id}\`: ${causeWords(why)}. If base should run ${them}, ${advice}.`;
    }
    case "emptied-targets":
      return `${setting("benchmarks")} names what head no longer has: ${namedCode(warning.targets)}. Remove it there as well: once this is merged, it names nothing on either side, which is an error.`;
    case "lost-on-head": {
      const more = warning.count === 1 ? "" : ` and ${warning.count - 1} more`;
      const them = verb(warning.count, "it", "them");
      return `Base collects \`${warning.id}\`${more} and head does not, from the same benchmark files. If head's code or test settings are meant to leave ${them} out, remove ${them} from those files (write parameters out there), or add an \`[[accept]]\` rule; in a pull request, base's config file needs it too.`;
    }
    case "not-collected-on-base":
      return `Base can't collect ${warning.where}: ${causeWords(warning.why)}.${whatBaseMayLack(warning, setting)}`;
    case "renamed-benchmarks":
      return renamedBenchmarks(warning);
    case "more-renamed-benchmarks":
      return `${warning.count} more benchmarks seem to have been renamed, and were not compared either.`;
    case "idle-budget":
    case "idle-acceptance":
      return idleRule(warning, setting);
    case "label-unknown":
      return `Whether the label \`${warning.label}\` accepts this slowdown could not be found out, so it counts as not set: ${warning.why}.`;
    case "hidden-config":
      return `${warning.path} has settings that are not read, because ${warning.by} takes precedence. Move the settings there, or remove that file.`;
    case "held-hash-seed":
      return "`env` sets `PYTHONHASHSEED`, so every block has the same seed, and verdicts hold only for it: sets and dictionaries of strings may be faster or slower with another one. Remove it, unless the benchmarks need it: each block then draws a seed that base and head share.";
    case "uncommitted":
      return "The working tree has uncommitted changes or new code, so only the last of several such recordings is kept. Commit or ignore them first.";
    case "undecided-recording": {
      const change = warning.change === null ? "" : ` (change: ${signedPercent(warning.change)})`;
      return `${warning.id} may have exceeded its budget since the previous baseline${change}, but this could not be decided. To keep the older baseline in such a case, list \`inconclusive\` in ${setting("fail-on")}.`;
    }
    case "not-measured-again":
      return `${counted(warning.benchmarks, "benchmark")} that may be slower than at ${commitCode(warning.commit)} could not be measured next to it: ${warning.why}`;
    case "drift":
      return drift(warning);
    case "drift-postponed": {
      const { id, metric, change, best } = warning;
      return `${id} may be ${worse(change, metric)} than at ${commitCode(best)}, in steps none of which was over budget on its own. One of the next recordings measures it next to that commit.`;
    }
    case "saved-in-part":
      return `The baseline was saved, but ${warning.problems.join("; ")}.`;
    case "baseline-not-saved":
      return `The baseline could not be saved in ${warning.target}: ${warning.why}.`;
    case "baseline-in-checkout":
      return `\`${warning.path}\` is a new file here, which git does not ignore. Times of your own machine are of no use to others: list ${ignoredAs(warning.path)} in \`.gitignore\`. Commit it only if a workflow is to compare with it (\`with: baseline: file\`).`;
    case "few-recordings": {
      const { runs, enough } = warning;
      return `The history of the base file has ${runs} of ${enough} recordings of different commits on head's kind of machine, so nobody knows how far runs lie apart there, and only a change of several times can be found. For sharper results, record more commits into that file (\`hotpath-gate record --output FILE\`, once on each), or measure both sides together: \`hotpath-gate check --base REVISION\`.`;
    }
    case "plain-ratios": {
      const where = warning.onTwoMachines
        ? "on two machines, where times of the same code can differ widely, so none of them is decided"
        : "one after the other, and times of the same code differ from run to run: a verdict here is a plain ratio, not proof";
      return `The two files were measured ${where}. \`hotpath-gate check\` measures both sides together.`;
    }
    case "more-warnings": {
      const kinds = warning.kinds.map(({ kind, count }) => `${count} ${kind}`).join(", ");
      return `There were ${warning.count} more warnings, which are not listed: ${kinds}.`;
    }
    default:
      return warning satisfies never;
  }
}

/** What to ignore of a path: the folder that holds nothing else, or the file. */
function ignoredAs(path: string): string {
  const folder = /^([^/]*hotpath-gate[^/]*)\//.exec(path)?.[1];
  return `\`${folder === undefined ? path : `${folder}/`}\``;
}

function benchmarkText({
  benchmarks,
  files,
  isOfConftestAlone,
  why,
}: Extract<Warning, { kind: "benchmark-text" }>): string {
  if (files !== null && isOfConftestAlone) {
    return `Head's version of ${named(files)} does not work on base (${causeWords(why)}), so each side has its own. If it changes what the benchmarks do, they may differ by that.`;
  }
  const where = files === null ? "all benchmark files" : named(files);
  const differ =
    benchmarks === 0
      ? ""
      : `, and ${counted(benchmarks, "benchmark")} may differ by what changed in the benchmark itself`;
  return `Head's version of the benchmarks does not work on base (${causeWords(why)}). So base runs its own version of ${where}${differ}.`;
}

/** What to write if an error may be due to something that no commit has; empty for all other errors. */
function whatBaseMayLack(
  { why, isSetUp }: { readonly why: Cause; readonly isSetUp: boolean },
  setting: Naming,
): string {
  const message = causeWords(why);
  if (/\b(ModuleNotFoundError|ImportError)\b/.test(message)) {
    if (isSetUp) {
      return ` Base's \`setup\` installs what base's own files name, and can't know what head adds to them. For a new benchmark that is fine: it is compared from the next change on. If base needs it now, let ${setting("setup")} install it by name.`;
    }
    return ` If base lacks something that only installing creates, set ${setting("setup")}.`;
  }
  if (/\bFileNotFoundError\b/.test(message)) {
    return ` If git ignores that file, make it in ${setting("setup")}, for example \`setup: pip install . && python make_data.py\`, or put it into the folder of the benchmarks.`;
  }
  return "";
}

const DOUBT_WORDS: Readonly<Record<BenchmarkDoubt, string>> = {
  "does-nothing": "does nothing, so only the call itself is measured",
  "names-function":
    "names a function without calling it, so what that function does is not measured there. Write parentheses after its name",
  "answered-from-cache":
    "calls only a function cached by `functools`, so every call but the first is a cache hit. To measure the function itself, call its `__wrapped__`, or clear the cache in the benchmark",
  "gives-function":
    "returns a function that is never called, so what that function does is not measured. `yield` it, or call it",
  "gives-coroutine":
    "makes a coroutine that is never awaited, so none of it runs. Make the benchmark itself async, or run the coroutine in it",
  "gives-generator":
    "makes an iterator (a generator, `map`, `zip`) that is never consumed, so none of it runs. Consume it, for example with `list(...)`",
  "uses-up-inputs":
    "uses up its inputs in the first call, so later calls have nothing to do. Create the inputs in the call, or (pytest) in `benchmark.pedantic(setup=…)`",
  "defined-twice":
    "is defined twice in its file, and only the second definition is measured. Rename one of them",
};

function renamedBenchmarks({
  differBy,
  removed,
  fresh,
}: Extract<Warning, { kind: "renamed-benchmarks" }>): string {
  const { alike, advice } = RENAMED[differBy];
  const gone = `${namedCode(removed, 1)} ${verb(countOf(removed), "was", "were")} removed`;
  const come = `${namedCode(fresh, 1)} ${verb(countOf(fresh), "is", "are")} new`;
  return `${gone}, and ${come}. They ${alike}, but they were not compared: a slowdown from one to the other goes unnoticed. ${advice}`;
}

const RENAMED = {
  parameters: {
    alike: "differ only in their parameters",
    advice: 'Give the parameters ids that stay the same, for example `pytest.param(..., id="small")`.',
  },
  file: {
    alike: "have the same name in different files",
    advice: "Rename benchmark files in a change that touches nothing else.",
  },
} as const;

function idleRule(
  { kind, benchmarks, metric, wider }: Extract<Warning, { kind: "idle-budget" | "idle-acceptance" }>,
  setting: Naming,
): string {
  const rule = kind === "idle-budget" ? "budget rule" : "accept rule";
  if (wider !== undefined)
    return `The ${rule} for \`${benchmarks}\` matches no benchmark, because a pattern has to match the whole name. Write \`${wider}\`.`;
  return metric === null
    ? `The ${rule} for \`${benchmarks}\` matches no benchmark. Fix its pattern, in which only \`*\` and \`?\` are special, or remove it.`
    : `The ${rule} for \`${benchmarks}\` does nothing, because none of the benchmarks that it matches is measured in ${metric}. Fix its \`metric\`, or list ${metric} in ${setting("metrics")}.`;
}

/** A drift, for which no single change can be blamed. */
function drift({ drift: found }: Extract<Warning, { kind: "drift" }>): string {
  const { id, metric, change, best, now, runs, evidence, unpaired } = found;
  const fastest = `${commitCode(best)}, when it was ${isOfTime(metric) ? "fastest" : "best"}`;
  const measured =
    evidence === "paired"
      ? `is ${worse(change, metric)}, measured next to ${fastest}`
      : `may be ${worse(change, metric)}, by the stored values alone since ${fastest}${unpaired === null ? "" : ` (${driftDetail(unpaired)})`}`;
  return `${id} ${measured}. This happened over ${counted(runs, "recording")}, none over budget on its own. Look through \`${shortCommit(best)}..${shortCommit(now)}\`.`;
}

function worse(change: number, metric: Parameters<typeof isOfTime>[0]): string {
  return `${(change * 100).toFixed(1)} % ${worseWord([metric])}`;
}
