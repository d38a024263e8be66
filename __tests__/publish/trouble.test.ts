import { describe, expect, test } from "@jest/globals";
import { publishTrouble } from "../../src/publish/trouble.ts";
import { commentMarker } from "../../src/report/comment-marker.ts";
import { fakeComments } from "../support/fake-comments.ts";
import { aPullRequest, fakeSurface } from "../support/fake-surface.ts";

describe("a run that could not measure", () => {
  const trouble = "base `v9` is not a commit. @octocat <b>look</b>";
  const ours = { body: `${commentMarker("default")}\nall is well`, author: { login: "me", type: "User" } };

  test("replaces what an earlier run said, so that no green comment stands over a red job", async () => {
    const comments = fakeComments({ me: "me", existing: [ours] });
    const { surface, told } = fakeSurface();
    expect(await publishTrouble(trouble, surface, aPullRequest({ comments }))).toEqual([]);
    expect(told).toEqual(["summary ### ✗ hotpath-gate could not measure"]);
    const [body] = comments.bodies();
    expect(body?.startsWith(commentMarker("default"))).toBe(true);
    expect(body).toContain("could not measure");
    expect(body).not.toContain("all is well");
    expect(body).not.toMatch(/@octocat|<b>/);
  });

  test("makes no comment where there is none", async () => {
    const comments = fakeComments({ me: "me" });
    await publishTrouble(trouble, fakeSurface().surface, aPullRequest({ comments }));
    expect(comments.bodies()).toEqual([]);
  });

  test("says so where its comment can't be updated, and never throws", async () => {
    const comments = fakeComments({
      me: "me",
      existing: [ours],
      refuse: "everything",
      with: new Error("502"),
    });
    const unpublished = await publishTrouble(
      trouble,
      fakeSurface(["summary"]).surface,
      aPullRequest({ comments }),
    );
    expect(unpublished.map(({ what }) => what)).toEqual(["summary", "comment-update"]);
  });
});
