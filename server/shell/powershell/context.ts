import type { Span } from '../../syntax/tree.ts';
import type { Script } from '../model.ts';
import type { Positions } from '../source.ts';

/** What the readers of one script share. */
export interface Context {
  readonly text: string;
  readonly positions: Positions;
  readonly found: {
    readonly comments: Script['comments'][number][];
    readonly keywords: Script['keywords'][number][];
    readonly variables: Script['variables'][number][];
    readonly errors: Script['errors'][number][];
  };
}

/** Dockerfile span of script offsets. */
export function spanOf(
  { positions }: Context,
  { start, end }: { readonly start: number; readonly end: number },
): Span {
  return { start: positions.startOf(start), end: positions.endOf(Math.max(start, end)) };
}
