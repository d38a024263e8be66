/** Where a result is published: the comments of a pull request, the page of a job. */

import type { Location } from "../model.ts";

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: { readonly login: string; readonly type: string };
  readonly url: string;
}

/** The comments of one pull request. */
export interface PullRequestComments {
  /** Login that the token acts as; null if the service does not say, as some don't for a job's own token. */
  me(): Promise<string | null>;
  /** Comments of all pages. @throws if it can't be read to its end, because ours may be missing in half a list */
  list(): AsyncIterable<Comment>;
  /** Makes a comment. @param isOurs recognises the comment that was made if the answer to making it got lost */
  create(body: string, isOurs: (comment: Comment) => boolean): Promise<{ readonly url: string }>;
  update(id: number, body: string): Promise<{ readonly url: string }>;
}

/** Thrown by PullRequestComments if the token lacks a permission. */
export class NotPermitted extends Error {
  override readonly name = "NotPermitted";
}

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  readonly location: Location | null;
}

/** Where a run shows its result: the job's page and outputs, or a terminal. */
export interface Surface {
  annotate(annotation: Annotation): void;
  summary(markdown: string): Promise<void>;
  output(name: string, value: string): void;
}
