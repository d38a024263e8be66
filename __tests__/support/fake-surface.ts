/** A job's page and its pull request, at their ports. */
import type { Annotation, Surface } from "../../src/ports/publishing.ts";
import type { PullRequestTarget } from "../../src/publish/publish.ts";
import { fakeComments, type GivenComments } from "./fake-comments.ts";

/** A surface that writes down what it is told, and breaks where it is told to. */
export function fakeSurface(breaks: readonly (keyof Surface)[] = []) {
  const told: string[] = [];
  const annotations: Annotation[] = [];
  const tell = (call: keyof Surface, what: string) => {
    if (breaks.includes(call)) throw new Error(`${call} is broken`);
    told.push(what);
  };
  const surface: Surface = {
    annotate(annotation) {
      tell("annotate", `annotation ${annotation.level}`);
      annotations.push(annotation);
    },
    async summary(markdown) {
      tell("summary", `summary ${markdown.split("\n")[0]}`);
    },
    output(name, value) {
      tell("output", `output ${name}=${value}`);
    },
  };
  return { surface, told, annotations };
}

export function aPullRequest(
  given: Partial<GivenComments> & Partial<PullRequestTarget> = {},
): PullRequestTarget {
  return {
    comments: fakeComments({ me: "me", ...given }),
    when: "always",
    key: "default",
    summaryUrl: null,
    run: null,
    handOver: async () => "hotpath-gate-result",
    fromFork: false,
    ...given,
  };
}
