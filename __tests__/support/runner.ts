/** The platform's variables of a job, as far as a comment's key depends on them. */
export const RUNNER = {
  GITHUB_WORKFLOW: "ci",
  GITHUB_JOB: "bench",
  GITHUB_ACTION: "gate",
  RUNNER_OS: "Linux",
  RUNNER_ARCH: "X64",
  pythonLocation: "/opt/hostedtoolcache/Python/3.13.0/x64",
};
