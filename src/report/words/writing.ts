/** How a report writes texts that are not ours, so that they are only text there. */
export interface Writing {
  text(untrusted: string): string;
  code(untrusted: string): string;
}
