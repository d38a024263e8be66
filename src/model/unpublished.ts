/** Something that could not be published where it belongs; the log reports it. */
export interface Unpublished {
  readonly what:
    | "annotations"
    | "summary"
    | "outputs"
    | "notice"
    | "hand-over"
    | "comment"
    | "comment-update";
  readonly why: string;
}
