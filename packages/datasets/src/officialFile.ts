/** What identifies an official file. */
export interface OfficialFile {
  readonly name: string;
  /** Number of bytes before the first example. */
  readonly head: number;
  /** Number of bytes of an example. */
  readonly each: number;
  readonly examples: number;
  /** Checksum of the unpacked file. */
  readonly sha256: string;
}
