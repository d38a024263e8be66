/** What a stream can show: how many columns, and whether colours. */
import type { TextOptions } from "../report/terminal-layout.ts";

/** How texts are laid out for a stream. */
export function textOptions(stream: NodeJS.WriteStream): TextOptions {
  const { columns } = stream;
  return { colour: wantsColour(stream), ...(columns === undefined ? {} : { width: columns }) };
}

/** Whether to use colours: only in terminals, and not against `https://no-color.org`. */
function wantsColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && (process.env.NO_COLOR ?? "") === "";
}
