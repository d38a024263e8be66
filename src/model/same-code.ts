/** Facts about what differs between base and head, and about benchmarks that have nothing to do with it. */

/** A path that differs between base and head. */
export interface ChangedPath {
  /** Relative to the checkout, with forward slashes. */
  readonly path: string;
  /** Which side has it. */
  readonly on: "both" | "base" | "head";
  /** Links and submodules stand for other files, which have other paths. */
  readonly isFile: boolean;
}

/** What keeps a benchmark from being the same code on both sides. */
export type NotSame =
  /** It does what can't be followed. */
  | {
      readonly kind: "not-followed";
      readonly why:
        | "starts-process"
        | "uses-network"
        | "traces"
        | "not-noted"
        | "too-much"
        | "imports-by-name";
    }
  | {
      readonly kind: /** It reads the file, and the file differs. */
        | "changed-file"
        /** It looks through the file's folder, and only one side has the file. */
        | "changed-folder"
        /** A link or submodule differs; what lies behind it has other paths. */
        | "changed-link"
        /** A rarer call may import the module. */
        | "may-be-imported"
        /** Of a kind that code may read without being seen. */
        | "unknown-kind"
        /** It reads the file, which git does not know, so base lacks it. */
        | "on-head-alone";
      /** Relative to the checkout. */
      readonly path: string;
    };
