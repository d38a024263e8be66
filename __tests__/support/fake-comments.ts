/** The comments of a pull request, in memory. */
import { type Comment, NotPermitted, type PullRequestComments } from "../../src/ports/publishing.ts";

export interface FakeComments extends PullRequestComments {
  bodies(): string[];
  /** How many comments were read. */
  seen(): number;
  writes(): number;
}

export interface GivenComments {
  readonly me: string | null;
  readonly existing?: readonly {
    readonly id?: number;
    readonly body: string;
    readonly author: Comment["author"];
  }[];
  /** The call that is refused. */
  readonly refuse?: "me" | "list" | "create" | "update" | "everything";
  /** The error that it is refused with, if not for want of permission. */
  readonly with?: Error;
}

export function fakeComments(given: GivenComments): FakeComments {
  const comments = (given.existing ?? []).map(({ id, body, author }, index): Comment => {
    const number = id ?? index + 1;
    return { id: number, body, author, url: `https://example/${number}` };
  });
  let seen = 0;
  let writes = 0;
  const refused = (call: GivenComments["refuse"]) => {
    if (given.refuse !== call && given.refuse !== "everything") return;
    throw given.with ?? new NotPermitted("Resource not accessible by integration");
  };
  return {
    async me() {
      refused("me");
      return given.me;
    },
    async *list() {
      refused("list");
      for (const comment of [...comments]) {
        seen += 1;
        yield comment;
      }
    },
    async create(body) {
      refused("create");
      writes += 1;
      const id = Math.max(0, ...comments.map((comment) => comment.id)) + 1;
      const author = { login: given.me ?? "github-actions[bot]", type: given.me === null ? "Bot" : "User" };
      comments.push({ id, body, author, url: `https://example/${id}` });
      return { url: `https://example/${id}` };
    },
    async update(id, body) {
      refused("update");
      const index = comments.findIndex((comment) => comment.id === id);
      const found = comments[index];
      if (found === undefined) throw new Error(`404: no comment ${id}`);
      writes += 1;
      comments[index] = { ...found, body };
      return { url: found.url };
    },
    bodies: () => comments.map(({ body }) => body),
    seen: () => seen,
    writes: () => writes,
  };
}
