/** A base that lacks a part of itself here: what it can't run for that is not new on head. */

import { causeWords } from "../errors/causes.ts";
import { GET_SUBMODULES } from "../errors/submodules.ts";
import { GateError } from "../errors.ts";
import type { Cause } from "../model/cause.ts";
import type { OpenBase } from "./sides.ts";

interface Failed {
  readonly where: string;
  readonly message: Cause;
}

/**
 * @param failed what does not work on base and works on head; undefined where all does
 * @throws GateError when base lacks submodules and something of it does not work, for which that may be the reason
 */
export function assertBaseIsWhole({ lacks }: Pick<OpenBase, "lacks">, failed: Failed | undefined): void {
  if (lacks.length > 0 && failed !== undefined) throw incompleteBase(lacks, failed);
}

function incompleteBase(lacks: readonly string[], failed: Failed): GateError {
  const [first = ""] = lacks;
  const which =
    lacks.length === 1 ? `submodule \`${first}\`` : `submodules \`${first}\` and ${lacks.length - 1} more`;
  return new GateError(
    `Base can't be measured without its ${which}, which ${lacks.length === 1 ? "is" : "are"} not available here: \`${failed.where}\` does not work there (${causeWords(failed.message)})`,
    GET_SUBMODULES,
    { quotes: [causeWords(failed.message)] },
  );
}
