/**
 * Lines in a terminal, with a bar that is redrawn only when a block is done, so that no timer of ours runs during a
 * batch. Without a terminal, plain lines.
 */
import { clearLine, cursorTo } from "node:readline";
import cliProgress, { type Options } from "cli-progress";
import type { BlocksState } from "../../model/progress.ts";
import type { Lines } from "../../ports.ts";
import { withoutCommands } from "../../report/escape.ts";

const BAR_CHARACTERS = 24;

/** Lines for a stream. @param stream standard error, so that what is printed as the result can be piped on */
export function terminalLines(stream: NodeJS.WriteStream): Lines {
  const isTerminal = stream.isTTY === true;
  let barIsDrawn = false;

  const eraseBar = () => {
    if (!barIsDrawn) return;
    cursorTo(stream, 0);
    clearLine(stream, 0);
    barIsDrawn = false;
  };
  const line = (text: string) => {
    eraseBar();
    stream.write(`${printable(text)}\n`);
  };

  return {
    async group(title, body) {
      line(title);
      try {
        return await body();
      } finally {
        eraseBar();
      }
    },
    info: line,
    warning: (message) => line(`warning: ${message}`),
    blocks(state, text) {
      if (!isTerminal) {
        line(text);
        return;
      }
      eraseBar();
      // A line that wraps could not be erased again.
      stream.write(`${bar(state)} ${text}`.slice(0, (stream.columns ?? 80) - 1));
      barIsDrawn = true;
    },
  };
}

function bar({ done, total, undecided }: BlocksState): string {
  const progress = undecided === 0 || total === 0 ? 1 : Math.min(1, done / total);
  const { barCompleteChar = "=", barIncompleteChar = "-" } = cliProgress.Presets.shades_classic;
  // The formatter takes the bars as the library's own class has prepared them.
  const options: Options & { barCompleteString: string; barIncompleteString: string } = {
    barsize: BAR_CHARACTERS,
    barGlue: "",
    barCompleteString: barCompleteChar.repeat(BAR_CHARACTERS),
    barIncompleteString: barIncompleteChar.repeat(BAR_CHARACTERS),
  };
  return cliProgress.Format.BarFormat(progress, options);
}

/** A text that neither a terminal nor a runner obeys: names and messages come from measured code. */
function printable(text: string): string {
  return withoutCommands(text).replace(/(?![\n\t])\p{Cc}/gu, "\uFFFD");
}
