/**
 * Lines in a terminal, with a last line that is redrawn: a bar while something is measured, which changes only when a
 * block is done, so that no timer of ours runs during a batch; and the seconds of what takes a while otherwise. Without
 * a terminal, plain lines.
 */
import { clearLine, cursorTo } from "node:readline";
import cliProgress, { type Options } from "cli-progress";
import type { BlocksState } from "../../model/progress.ts";
import type { Lines, Wordings } from "../../ports/progress.ts";
import { withoutCommands } from "../../report/escape.ts";
import { terminalColumns, wrappedLines } from "../../report/line-breaks.ts";
import { cutToWidth, shownWidth } from "../../report/shown-width.ts";

/** How long a bar may be, the longest first: few lengths, so that it does not jump from one block to the next. */
const BAR_CHARACTERS = [24, 16, 8];
const TICK_MS = 1_000;

/** Lines for a stream. @param stream standard error, so that what is printed as the result can be piped on */
export function terminalLines(stream: NodeJS.WriteStream): Lines {
  const isTerminal = stream.isTTY === true;
  let isDrawn = false;

  // The size may change meanwhile. A line that wraps could not be erased again.
  const room = () => terminalColumns(stream.columns) - 1;
  const erase = () => {
    if (!isDrawn) return;
    cursorTo(stream, 0);
    clearLine(stream, 0);
    isDrawn = false;
  };
  const draw = (text: string) => {
    erase();
    stream.write(cutToWidth(text, room()));
    isDrawn = true;
  };
  const line = (text: string) => {
    erase();
    stream.write(`${printable(isTerminal ? wrappedLines(text, stream.columns) : text)}\n`);
  };

  return {
    async group(title, body) {
      line(title);
      try {
        return await body();
      } finally {
        erase();
      }
    },
    async waiting(words, body) {
      if (!isTerminal) {
        line(words(null));
        return await body();
      }
      const started = performance.now();
      const seconds = () => (performance.now() - started) / 1000;
      const tick = () => draw(printable(words(seconds())));
      tick();
      const timer = setInterval(tick, TICK_MS).unref();
      try {
        return await body();
      } finally {
        clearInterval(timer);
        line(words(seconds()));
      }
    },
    info: line,
    warning: (message) => line(`warning: ${message}`),
    blocks(state, words) {
      if (isTerminal) draw(withBar(state, words, room()));
      else line(words[0]);
    },
  };
}

/** The longest wording that leaves room for a bar; the shortest without one, if there is no room. */
function withBar(state: BlocksState, words: Wordings, room: number): string {
  for (const text of words) {
    const characters = BAR_CHARACTERS.find((one) => one + 1 + shownWidth(text) <= room);
    if (characters !== undefined) return `${bar(state, characters)} ${text}`;
  }
  return words.at(-1) ?? words[0];
}

function bar({ done, total, undecided }: BlocksState, characters: number): string {
  const progress = undecided === 0 || total === 0 ? 1 : Math.min(1, done / total);
  const { barCompleteChar = "=", barIncompleteChar = "-" } = cliProgress.Presets.shades_classic;
  // The formatter takes the bars as the library's own class has prepared them.
  const options: Options & { barCompleteString: string; barIncompleteString: string } = {
    barsize: characters,
    barGlue: "",
    barCompleteString: barCompleteChar.repeat(characters),
    barIncompleteString: barIncompleteChar.repeat(characters),
  };
  return cliProgress.Format.BarFormat(progress, options);
}

/** A text that neither a terminal nor a runner obeys: names and messages come from measured code. */
function printable(text: string): string {
  return withoutCommands(text).replace(/(?![\n\t])\p{Cc}/gu, "\uFFFD");
}
