/**
 * Kinds of files that no benchmark runs by, as long as it does not open them: what documents, checks and publishes a project.
 * Everything else may be read by code that no hook sees, such as an extension module that opens files. Pure.
 */
import { pathsByPattern } from "../repository/globs.ts";

/** Patterns of paths relative to the checkout. */
export const INERT_PATTERNS: readonly string[] = [
  "**/*.md",
  "**/*.rst",
  "**/*.adoc",
  "**/*.pyi",
  "**/py.typed",
  "**/{LICENSE,LICENCE,COPYING,NOTICE,AUTHORS,CONTRIBUTORS,CODEOWNERS,CHANGES,CHANGELOG,HISTORY,NEWS}*",
  ".github/**",
  ".gitlab/**",
  ".circleci/**",
  "**/.{gitignore,gitkeep,git-blame-ignore-revs,editorconfig,dockerignore,mailmap,codespellrc}",
  ".{pre-commit-config,readthedocs,codecov,coveragerc,gitlab-ci,travis,markdownlint}*",
  "**/{.flake8,.pylintrc,mypy.ini,.mypy.ini,ruff.toml,.ruff.toml,pyrightconfig.json,codecov.yml,mkdocs.yml}",
];

/** Those of the paths that are of an inert kind. @param more patterns of the configuration */
export function inertAmong(paths: readonly string[], more: readonly string[]): ReadonlySet<string> {
  const byPattern = pathsByPattern([...INERT_PATTERNS, ...more], paths, "inert-files");
  return new Set([...byPattern.values()].flat());
}
