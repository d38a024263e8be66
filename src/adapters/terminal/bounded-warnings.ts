/** Keeps a log readable whatever the measured code does: repeated or endless warnings are counted and not printed. */
import type { Lines } from "../../ports/progress.ts";

/** Most different warnings. A normal run has a handful. */
const MOST = 100;
const MESSAGE_CHARACTERS = 2_000;

/** Prints the same warning the first time, the tenth, the hundredth, and so on. */
export function boundedWarnings(lines: Lines): Lines {
  const times = new Map<string, number>();
  let isFull = false;
  return {
    ...lines,
    warning(message) {
      const said = message.length > MESSAGE_CHARACTERS ? `${message.slice(0, MESSAGE_CHARACTERS)}…` : message;
      const count = times.get(said);
      if (count !== undefined) {
        times.set(said, count + 1);
        if (isPowerOfTen(count + 1)) lines.warning(`${said} (${count + 1} times by now)`);
      } else if (times.size < MOST) {
        times.set(said, 1);
        lines.warning(said);
      } else if (!isFull) {
        isFull = true;
        lines.warning(`There were ${MOST} different warnings. Further ones are not printed.`);
      }
    },
  };
}

function isPowerOfTen(count: number): boolean {
  return /^10*$/.test(String(count));
}
