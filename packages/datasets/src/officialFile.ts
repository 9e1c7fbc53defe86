/** An official file, by what identifies it. */
export interface OfficialFile {
  readonly name: string;
  /** Bytes before the first example. */
  readonly head: number;
  /** Bytes of an example. */
  readonly each: number;
  readonly examples: number;
  /** Of the unpacked file. */
  readonly sha256: string;
}
