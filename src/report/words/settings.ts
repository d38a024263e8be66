/** What a change does to the gate that judges it, in words: the same in every report. Pure. */
import type { SettingChange, SettingsReport } from "../../model.ts";
import type { Writing } from "./writing.ts";

/** What a report says about the settings; `items` are sentences without their full stop. */
export interface SettingsWords {
  readonly heading: string;
  readonly items: readonly string[];
}

/** Words for the changed settings; null if there is nothing to report. */
export function settingsWords(report: SettingsReport | null, writing: Writing): SettingsWords | null {
  if (report === null) return null;
  if (report.problem !== null) {
    const why = writing.text(report.problem);
    return {
      heading: "The configuration could not be compared with base's, so head's applies",
      items: [why],
    };
  }
  if (report.changes.length === 0) return null;
  const items = report.changes.map(
    (change) => `${whatChanges(change, writing)}${consequence(change, report, writing)}`,
  );
  return { heading: headingOf(report, writing), items };
}

function headingOf({ from, isAsked, changes }: SettingsReport, { code }: Writing): string {
  const isHeld = changes.some(({ holds }) => holds !== "head");
  const what = `${from === "base" && !isAsked ? "This pull request" : "Head"} changes the gate`;
  if (from === "head" && isAsked) return `${what}, and ${code("config-from: head")} lets it`;
  if (!isHeld) return what;
  return from === "base"
    ? `${what}. Until it is merged, base's settings apply where the new ones could weaken it`
    : `${what}. Here the new settings apply; on a pull request, base's apply where the new ones could weaken it`;
}

function whatChanges({ setting, base, head }: SettingChange, { text, code }: Writing): string {
  const name = code(setting);
  if (setting === "accept")
    return head === null ? `no longer accepts ${code(base ?? "")}` : `accepts ${code(head)}`;
  if (IS_LIST.has(setting)) {
    return head === null ? `${name} loses ${code(base ?? "")}` : `${name} gains ${code(head)}`;
  }
  const value = (written: string | null) => (written === null ? text("not set") : code(written));
  return `${name} is ${value(head)}, was ${value(base)}`;
}

const IS_LIST: ReadonlySet<string> = new Set(["budgets", "commands"]);

/** Which value applies, if it is not the new one. */
function consequence(
  { holds, setting, head, ended }: SettingChange,
  { from, isAsked }: SettingsReport,
  { text }: Writing,
): string {
  if (setting === "python-path") return ": base keeps its own";
  // Whose settings apply makes no difference to a rule that accepts nothing any more.
  if (ended !== undefined) return `: it ${head === null ? "had " : ""}expired on ${text(ended)}`;
  if (from === "head" && isAsked) return "";
  const [apply, applies] = from === "base" ? ["apply", "applies"] : ["would apply", "would apply"];
  switch (holds) {
    case "head":
      return "";
    case "base":
      return IS_LIST.has(setting) ? `: base's rules ${apply}` : `: base's ${applies}`;
    case "both":
      return setting === "metrics" || setting === "fail-on"
        ? `: both lists ${apply}`
        : `: what base measures ${from === "base" ? "is" : "would be"} measured too`;
    case "stricter":
      if (head === null) return "";
      return from === "base" ? ": this does not apply yet" : ": this would not apply yet";
    default:
      return holds satisfies never;
  }
}
