/** What a checkout is run with: interpreter, environment, and what is installed or compiled in it. */

import type { Fingerprint, SideName } from "../model.ts";
import type { Checkout } from "./checkouts.ts";

/** A checkout with its interpreter and environment: everything that is needed to start its processes. */
export interface Side {
  readonly name: SideName;
  readonly checkout: Checkout;
  /** Absolute path of the interpreter. */
  readonly python: string;
  /** Complete environment of its processes: scrubbed of tokens, without the harness's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of the folder where the side runs. */
  readonly workingDirectory: string;
  /** Absolute paths of the folders with the side's code. */
  readonly pythonPath: readonly string[];
  /** Whether `pythonPath` goes before installed packages (shared environment) or after (own environment). */
  readonly pythonPathFirst: boolean;
  /**
   * Absolute paths of folders whose code this side must not see. An editable install puts head's folders on everybody's
   * path, and base would find there what only head has.
   */
  readonly notFrom: readonly string[];
  /** Where editable installs of the shared environment lead for this side; null if they are left as they are. */
  readonly redirect: EditableRedirect | null;
  /** The side's own virtual environment; null if both sides share the job's. */
  readonly ownEnvironment: string | null;
  /** Folder of everything that was made for this side only, and that its environment names; null if nothing was. */
  readonly ownFolder: string | null;
}

/**
 * Editable installs lead to head's checkout. A path below `from` becomes the same path below `to`, if it exists below
 * `base`. All three are roots of checkouts: absolute.
 */
export type EditableRedirect = Readonly<Record<"from" | "base" | "to", string>>;

export interface Environments {
  /**
   * Runs `setup` in the checkout, in a virtual environment made for it; without `setup`, uses the job's own
   * environment. Disposing it removes what was made.
   *
   * @throws GateError if the interpreter is not found or `setup` fails
   */
  prepare(request: {
    readonly name: SideName;
    readonly checkout: Checkout;
    /**
     * Root of head's checkout if the side has another one: paths into it in variables of the job are replaced by the
     * side's own. Null if nothing is to be replaced.
     */
    readonly headRoot: string | null;
    readonly python: string;
    readonly setup: string | null;
    readonly environment: Readonly<Record<string, string>>;
    readonly pythonPath: readonly string[] | null;
    readonly workingDirectory: string;
    /** Whether the side's processes use the job's own home, cache and temporary folders. */
    readonly sharesFolders: boolean;
  }): Promise<Side & AsyncDisposable>;
  fingerprint(side: Side): Promise<Fingerprint>;
  /** The distribution that installed each of the modules, by file; without modules that none of them claims. */
  distributionsOf(
    modules: readonly { readonly name: string; readonly file: string }[],
  ): Promise<ReadonlyMap<string, Installed>>;
  /**
   * Hash of each file's content, by its path; without files that can't be read, or that hold only comments.
   *
   * @param files absolute
   */
  contentsOf(files: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** What an installed distribution says about itself. */
export interface Installed {
  readonly distribution: string;
  /**
   * Folder that it was installed from, absolute and without links; null if it was not a folder, or if it does not say.
   */
  readonly source: string | null;
  /** Whether its Python code stays in that folder, so that what was installed only leads to it. */
  readonly isEditable: boolean;
  /** Whether it was installed from a file on this machine, such as a wheel that was built here. */
  readonly isFromFile: boolean;
  /** Installed files, which show whose it is; null if they are not written down. */
  readonly files: readonly InstalledFile[] | null;
}

export interface InstalledFile {
  /** Path relative to the folder that it is imported from, with forward slashes. */
  readonly path: string;
  /** SHA-256 of what was installed there, in URL-safe base64; null if it is not written down, and for empty files. */
  readonly hash: string | null;
}

export interface Bytecode {
  /**
   * Compiled files next to the side's sources that its interpreter would run in their place, and would not make of
   * them; relative to the checkout.
   *
   * @param sources relative to the checkout; what is not a Python source is left out
   * @throws GateError if nobody can tell
   */
  foreign(side: Side, sources: readonly string[]): Promise<readonly string[]>;
}
