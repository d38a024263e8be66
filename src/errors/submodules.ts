/** What to do about a submodule of base that is not there, in errors and in warnings. */
export const GET_SUBMODULES =
  "Check submodules out with their history (`submodules: recursive` and `fetch-depth: 0` of actions/checkout). One that head has removed can be cloned before this step: `git clone --bare URL .git/modules/NAME`.";
