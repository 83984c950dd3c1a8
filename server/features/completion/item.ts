import type { Span } from '../../syntax/tree.ts';
import type { Topic } from '../docs/topic.ts';

export type CompletionKind =
  | 'keyword'
  | 'snippet'
  | 'flag'
  | 'property'
  | 'value'
  | 'stage'
  | 'image'
  | 'file'
  | 'folder'
  | 'variable'
  | 'directive'
  | 'rule';

/** One proposal. Nothing is offered that BuildKit would refuse at that place. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is replaced; ends at the cursor. */
  readonly span: Span;
  readonly newText: string;
  /** `newText` holds `$1` and `${1:text}` places. */
  readonly snippet?: true;
  /** What is put in elsewhere as well, not touching `span`. */
  readonly also?: { readonly at: number; readonly text: string };
  /** A few words beside the label. */
  readonly detail?: string;
  /** The detail is worth seeing in every row, not only in the chosen one. */
  readonly detailInRow?: true;
  /** Compared with what is typed, when the label is not. */
  readonly filterText?: string;
  /** Smaller is higher; proposals of the same rank keep their order. */
  readonly rank: number;
  readonly deprecated?: true;
  /** More is to be chosen right behind it. */
  readonly retrigger?: true;
  /** Documentation for later; undefined: see `markdown`. */
  readonly topic?: Topic;
  readonly markdown?: string;
  /** The image whose facts are the documentation. */
  readonly image?: string;
}

/** Proposals that are text and nothing more, in their order. */
export function plainItems(
  values: readonly string[],
  span: Span,
  kind: CompletionKind = 'value',
): readonly CompletionItem[] {
  return values.map((value, index) => ({ label: value, kind, span, newText: value, rank: index }));
}
