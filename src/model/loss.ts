/** A process that was lost between two benchmarks: none of them can be blamed for it, and measuring ends. */
import type { CommandTrouble } from "./cause.ts";
import type { SideName } from "./quantity.ts";

/** What was lost, and when. */
export interface Lost {
  /** Side that is to blame; `both` if neither is more to blame than the other. */
  readonly side: SideName | "both";
  readonly what: LostProcesses | LostCommands;
  /** How much had been measured by then. */
  readonly after: { readonly count: number; readonly of: "blocks" | "runs" };
}

export interface LostProcesses {
  readonly kind: "processes";
  /** Whether they sent nothing for as long as the time limit allows. */
  readonly wereSilent: boolean;
  readonly ends: readonly LostProcess[];
}

export interface LostProcess {
  readonly side: SideName;
  /** How the process ended. */
  readonly detail: string;
  /** The end of what it printed; may be empty. */
  readonly output: string;
}

/** The command of the suite `results`, which wrote nothing to compare. */
export interface LostCommands {
  readonly kind: "commands";
  readonly onBase: CommandTrouble;
  readonly onHead: CommandTrouble;
}
