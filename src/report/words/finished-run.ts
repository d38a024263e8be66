/** What came of reporting a finished run, in words. Pure. */
import type { WhyNotReported, WhyRefused } from "../../model/finished-run.ts";
import { commitCode, counted } from "./counted.ts";
import { namedCode } from "./names.ts";

/** Why nothing of a run is reported: a sentence. */
export function notReportedWords(why: WhyNotReported): string {
  switch (why.kind) {
    case "of-another-event":
      return `The run was started by ${why.event}, and not by a pull request, so there is nothing to comment on.`;
    case "of-another-workflow":
      return `The run is of \`${why.workflow}\`, which has the same name as \`${why.wanted}\` or is listed beside it. \`gate-workflow\` names the latter, so nothing is reported.`;
    case "did-not-end":
      return `The run has no result, because it was ended (${why.conclusion}).`;
    case "ran-again":
      return `The run was started again (attempt ${why.attempt}), and that attempt is reported when it has finished.`;
    case "no-open-pull-request":
      return `No open pull request is at ${commitCode(why.commit)}: it was closed, or has newer commits, which have a run of their own.`;
    case "several-pull-requests":
      return `The commit of the run is the head of several pull requests (${why.numbers.map((one) => `#${one}`).join(", ")}), and nobody can tell which of them was measured, so nothing is reported.`;
    default:
      return why satisfies never;
  }
}

/** Why what a run handed over is not used: a sentence. @param name of the artifact */
export function refusedWords(name: string, why: WhyRefused): string {
  switch (why.kind) {
    case "too-many":
      return `The run handed over more than ${counted(why.most, "result")}, so none of them is reported.`;
    case "not-delivered":
      return `The artifact ${name} could not be downloaded: ${why.why}.`;
    case "no-result":
      return `The artifact ${name} is not a result of hotpath-gate: ${why.why}.`;
    case "of-another-commit":
      return `The artifact ${name} is a result of ${why.commit === null ? "no commit" : commitCode(why.commit)}, which is not what the run was for.`;
    case "label-not-set":
      return `The artifact ${name} says that the label \`${why.label}\` accepts a slowdown, ${why.isKnown ? "and the pull request does not have it" : "and whether the pull request has it could not be found out"}.`;
    case "rows-disagree":
      return `The artifact ${name} has verdicts that do not follow from what was measured: ${namedCode(why.ids)}.`;
    case "verdict-disagrees":
      return `The artifact ${name} says that the gate ${why.verdict}, which does not follow from its rows.`;
    default:
      return why satisfies never;
  }
}
