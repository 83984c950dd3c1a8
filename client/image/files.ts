import type { ByteReader } from './bytes.ts';
import type { Problem } from './problem.ts';

/** The files of an archive or folder that holds an image. Paths have no slash in front. */
export interface ImageFiles {
  /** Undefined when there is no such file. */
  open(path: string): Promise<ByteReader | undefined>;
  /** The path of the file that is opened for `path`: another one where that is a link. */
  target(path: string): string;
  /** What is wrong with the whole, though its files may be readable. */
  readonly problem: Problem | undefined;
  /** True when there is no file at all. */
  readonly empty: boolean;
}
