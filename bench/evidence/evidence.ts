/** All that was measured. */
import type { InstructionRun } from "../instructions.ts";
import type { LiveRun } from "../live.ts";
import type { Overhead } from "../overhead.ts";
import type { PeerArmRun } from "../peer-runs.ts";
import type { Recording } from "../recording.ts";
import type { Scale } from "../scale.ts";
import type { Simulations } from "../simulation.ts";
import type { ReplayedNoise } from "./replayed.ts";

export interface Evidence {
  readonly recordings: readonly Recording[];
  readonly replayed: readonly ReplayedNoise[];
  /** Those of a cell all with the same code that measures and decides. */
  readonly live: readonly LiveRun[];
  /** The present code that measures and decides. */
  readonly measuring: string;
  readonly peers: readonly PeerArmRun[];
  readonly overhead: Overhead | null;
  readonly scale: Scale | null;
  readonly simulated: Simulations | null;
  readonly instructions: readonly InstructionRun[];
}
