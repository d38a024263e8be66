/** From the payload of `workflow_run` to the run that has finished. Pure. */
import * as z from "zod";
import { firstFaults, schemaWords } from "../errors/schema-words.ts";
import { GateError } from "../errors.ts";
import type { FinishedRun } from "../model/finished-run.ts";

const fullHash = z.string().regex(/^[0-9a-f]{40,64}$/);

/** A run as the event and the service give it; of the rest, nothing is used. */
export const runSchema = z.object({
  id: z.int().positive(),
  run_attempt: z.int().positive(),
  event: z.string(),
  path: z.string(),
  conclusion: z.string().nullable(),
  head_sha: fullHash,
  head_branch: z.string().nullable(),
  html_url: z.string(),
  head_repository: z.object({ id: z.number(), owner: z.object({ login: z.string() }) }).nullish(),
});

const payloadSchema = z.object({ action: z.string(), workflow_run: runSchema });

/** A run in our words. */
export function finishedRun(run: z.output<typeof runSchema>): FinishedRun {
  const { head_repository: repository, head_branch: branch } = run;
  return {
    id: run.id,
    attempt: run.run_attempt,
    event: run.event,
    // The service appends `@ref` where the workflow is not of the branch itself.
    workflow: run.path.replace(/@.*$/, ""),
    conclusion: run.conclusion,
    headCommit: run.head_sha,
    head:
      repository == null || branch === null
        ? null
        : { branch, owner: repository.owner.login, repositoryId: repository.id },
    url: run.html_url,
  };
}

/**
 * The run that the event is about.
 *
 * @param name value of `GITHUB_EVENT_NAME`
 * @throws GateError if it is another event, or if the run goes on
 */
export function readFinishedRun(name: string, payload: unknown): FinishedRun {
  if (name !== "workflow_run") {
    throw new GateError(
      `\`mode: report\` reports a run that has finished, and the event ${name} is about none`,
      "Trigger the workflow by `workflow_run` with `types: [completed]`.",
    );
  }
  const parsed = payloadSchema.safeParse(payload, { error: schemaWords });
  if (!parsed.success) {
    throw new GateError(
      `The payload of the workflow_run event is not as GitHub sends it: ${firstFaults(parsed.error)}`,
      "Check GITHUB_EVENT_PATH.",
    );
  }
  const { action, workflow_run: run } = parsed.data;
  if (action !== "completed" || run.conclusion === null) {
    throw new GateError(
      `\`mode: report\` was started when a run was ${action}, before it had anything to report`,
      "Trigger the workflow by `workflow_run` with `types: [completed]`.",
    );
  }
  return finishedRun(run);
}
