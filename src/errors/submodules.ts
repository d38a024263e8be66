/** What to do about a missing submodule of base, for errors and warnings. */
export const GET_SUBMODULES =
  "Check submodules out with their history: `git submodule update --init` (in a workflow, `submodules: recursive` and `fetch-depth: 0` of actions/checkout). One that head has removed can be cloned first: `git clone --bare URL .git/modules/NAME`.";
