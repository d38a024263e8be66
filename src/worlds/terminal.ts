/** What a stream can show: how many columns, and whether colours. */
import { commitName } from "../adapters/git/commit-name.ts";
import type { Result } from "../model.ts";
import type { TextOptions } from "../report/terminal-layout.ts";
import { COMMIT_CHARACTERS } from "../report/words/counted.ts";

/** How texts are laid out for a stream. */
export function textOptions(stream: NodeJS.WriteStream): TextOptions {
  const { columns } = stream;
  return { colour: wantsColour(stream), ...(columns === undefined ? {} : { width: columns }) };
}

/** How a result is laid out that is read in a folder in whose repository its commits may be. */
export async function resultOptions(
  options: TextOptions,
  { sides: { base } }: Pick<Result, "sides">,
  folder: string,
): Promise<TextOptions> {
  const commit = base?.commit ?? null;
  return commit === null
    ? options
    : { ...options, baseName: await commitName(folder, commit, COMMIT_CHARACTERS) };
}

/** Whether to use colours: only in terminals, and not against `https://no-color.org`. */
function wantsColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && (process.env.NO_COLOR ?? "") === "";
}
