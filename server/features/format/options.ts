/** How a Dockerfile is laid out. What BuildKit can see of its text never changes, whatever stands here. */
export interface FormatOptions {
  /** One level of indentation, for continuation lines that have none. */
  readonly indent: string;
  readonly keywordCase: 'upper' | 'lower' | 'preserve';
  /** Leaves instructions of several lines as they are. */
  readonly ignoreMultilineInstructions: boolean;
  readonly trimTrailingWhitespace: boolean;
  readonly insertFinalNewline: boolean;
  readonly trimFinalNewlines: boolean;
}

export const DEFAULT_FORMAT_OPTIONS: FormatOptions = {
  indent: '    ',
  keywordCase: 'upper',
  ignoreMultilineInstructions: false,
  trimTrailingWhitespace: true,
  insertFinalNewline: true,
  trimFinalNewlines: true,
};
