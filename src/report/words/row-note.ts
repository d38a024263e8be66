/** A note of a row in words. Pure. */

import { causeWords } from "../../errors/causes.ts";
import { measuredBefore, whatWasLost } from "../../errors/lost.ts";
import type { Quantity, RowNote } from "../../model.ts";
import { differenceWords, noLevelWords, speedWords, whyNotScaledWords } from "./baseline.ts";
import { counted } from "./counted.ts";
import { percent, signedPercent } from "./numbers.ts";
import { worseWord } from "./worse.ts";

/** Words for a note. @param row that the note is about */
export function noteWords(note: RowNote, row: Quantity): string {
  switch (note.kind) {
    case "benchmark-not-on":
      return `not on ${note.side}${note.movedTo === undefined ? "" : `; ${note.movedTo} has the same name and was compared`}`;
    case "quantity-not-on":
      return `${quantityName(row)} is not on ${note.side}`;
    case "not-in-baseline":
      return "not in the stored baseline";
    case "no-longer-named":
      return "the configuration no longer names it";
    case "unit-differs": {
      const words = (unit: string) => (unit === "" ? "none" : `\`${unit}\``);
      return `its unit is ${words(note.base)} on base and ${words(note.head)} on head`;
    }
    case "better-differs":
      return `${note.base} values are better on base, and ${note.head} ones on head`;
    case "incomparable":
    case "skipped":
      return causeWords(note.why);
    case "skipped-on":
      return note.side === "base"
        ? `skipped on base: ${causeWords(note.why)}`
        : `skipped on head and not on base, which runs the same benchmark: ${causeWords(note.why)}`;
    case "not-collected-on-head":
      return `can't be collected on head: ${causeWords(note.why)}${note.isOnBaseToo ? "; on base too" : ""}`;
    case "not-collected-on-base":
      return `base has its file too, but can't collect it: ${causeWords(note.why)}`;
    case "lost-on-head":
      return `collected on base and not on head, from the same benchmark file${note.why === null ? "" : `: ${causeWords(note.why)}`}`;
    case "fails-on-head":
      return note.onBase === null
        ? causeWords(note.why)
        : onBoth(causeWords(note.why), causeWords(note.onBase));
    case "fails-on-base":
      return `does not run on base: ${causeWords(note.why)}${note.ranBefore ? ", though it did in other blocks" : ""}`;
    case "may-be-moved":
      return "benchmarks of base are gone that may have moved here, so it fails the gate";
    case "not-blamed-on-head":
      return "fails the gate only if `fail-on` lists `errored`";
    case "not-measured-in-time":
      return "not measured before the time limit";
    case "too-little-stored":
      return "too little of it was stored or measured";
    case "process-lost":
      return `undecided after ${measuredBefore(note.lost)}: ${whatWasLost(note.lost.what)}`;
    case "same-code":
      return `not measured: it reads ${counted(note.files, "file")}, and no change touches ${note.files === 1 ? "it" : "them"}`;
    case "own-text-on-base":
      return "base runs its own version of this benchmark, because head's does not work there";
    case "undecided":
      return undecided(note);
    case "over-budget-in-each-block":
      return `over its budget in each of its ${counted(note.blocks, "block")}, when measuring ended early`;
    case "canary-drifted":
      return "the canary drifted meanwhile: this machine was not steady enough to tell";
    case "only-one-cpu":
      return "its threads or processes run on several CPUs at a time, and only one is available to measure them on";
    case "cpus-were-shared":
      return `it runs on several CPUs at a time, and other processes had ${percent(note.share)} of their time, so a slowdown can't be ruled out`;
    case "processes-too-far-apart":
      return "its processes differ too much from each other to tell";
    case "measured-on-another-machine":
      return "measured on another machine";
    case "below-floor":
      return "changed by less than its floor";
    case "worse-below-floor":
      return `${worseWord([row.metric])} by less than its floor`;
    case "beyond-floor":
      return `values at or below zero have no ratio; it is ${note.isWorse ? "worse" : "better"} by its floor or more`;
    case "about-floor":
      return "changed by more than its floor in some of its blocks and by less in others";
    case "no-floor":
      return "not all of its values are above zero, so there is no ratio to compare with the budget; set a `floor` for it";
    case "text-changed-since-recorded":
      return "the benchmark itself changed since it was recorded";
    case "machine-speed-unknown":
    case "machine-speed-differs":
      return whyNotScaledWords(note);
    case "against-level": {
      const scaled =
        note.speed === null ? "" : `, scaled to this machine, which is ${speedWords(note.speed)} now`;
      return `against the level of its last ${note.runs} runs on this kind of machine${scaled}`;
    }
    case "against-last-run":
      return lastRunWords(note);
    case "typical-calls-alone":
      return "some of its calls take far longer than the typical one, and the stored baseline knows only typical calls";
    case "accepted":
      return `accepted until ${note.until}: ${note.reason}`;
    case "accepted-by-label": {
      const who = note.by === null ? "" : `, which ${note.by} set`;
      const when = note.at === null || note.by === null ? "" : ` on ${note.at.slice(0, 10)}`;
      return `accepted by the label \`${note.label}\`${who}${when}`;
    }
    case "acceptance-ended":
      return `its acceptance ended on ${note.until}: ${note.reason}`;
    case "not-stored":
      return `not stored: ${NOT_STORED[note.why]}`;
    default:
      return note satisfies never;
  }
}

/** Which of several quantities of one benchmark is meant. */
function quantityName({ metric, unit }: Quantity): string {
  if (metric !== "value") return `its ${metric}`;
  return unit === "" ? "its value" : `its value in \`${unit}\``;
}

/** A reason for both sides, or one for each. Reasons end with the side that they are about. */
function onBoth(onHead: string, onBase: string): string {
  const reason = (message: string) => message.replace(/\((.*, )?(base|head)\)/g, "($1side)");
  return reason(onHead) === reason(onBase) ? `${onHead}; on base too` : `${onHead}; on base: ${onBase}`;
}

function undecided({ blocks, tooCloseFor, processes }: Extract<RowNote, { kind: "undecided" }>): string {
  const after = `undecided after ${counted(blocks, "block")}`;
  if (processes !== null) {
    const [slower, others] = [processes.slowerChange, processes.othersChange].map(signedPercent);
    return `${after}: its processes differ; ${processes.slower} of ${processes.of} show ${slower}, the others ${others}`;
  }
  return tooCloseFor === null
    ? after
    : `${after}; too close to the budget for ${counted(tooCloseFor, "block")} to settle`;
}

function lastRunWords({
  differences,
  suiteChange,
  noLevel,
}: Extract<RowNote, { kind: "against-last-run" }>): string {
  const where =
    differences.length === 0 ? "" : `, elsewhere (${differences.map(differenceWords).join(", ")})`;
  const direction = suiteChange !== null && suiteChange < 0 ? "faster" : "slower";
  const shift =
    suiteChange === null
      ? ""
      : `; the whole suite is ${percent(Math.abs(suiteChange))} ${direction}, which is corrected for`;
  const alone =
    noLevel === undefined
      ? ""
      : `; ${noLevelWords(noLevel.why, noLevel.enoughRuns)}, so nobody knows how far its runs lie apart`;
  return `against the stored baseline, which was measured in another run${where}${shift}${alone}`;
}

const NOT_STORED: Readonly<Record<Extract<RowNote, { kind: "not-stored" }>["why"], string>> = {
  "not-above-zero": "a history holds only values above zero",
  "too-few-blocks": "too little of it was measured before its process was lost",
  "not-measured": "it was not measured",
};
