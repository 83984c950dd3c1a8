import {
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  type CompletionItem as LspCompletionItem,
  MarkupKind,
} from 'vscode-languageserver';
import type { CompletionItem, CompletionKind } from '../features/completion/item.ts';
import { completionMarkdown, completionsAt } from '../features/completion.ts';
import type { Topic } from '../features/docs/topic.ts';
import type { Client } from './capabilities.ts';
import { toOffset, toRange } from './convert.ts';
import { request } from './request.ts';
import { dockerfileOf, type OpenDockerfile, type Session } from './session.ts';

/** What an item carries until its documentation is asked for. */
interface Data {
  readonly topic?: Topic;
  readonly markdown?: string;
}

export function registerCompletion(session: Session): void {
  const { connection, log, texts } = session;
  connection.onCompletion(
    request(log, 'completion', [] as LspCompletionItem[], params => {
      const open = dockerfileOf(session, params);
      if (!open) return [];
      const client = session.client();
      return completionsAt(open.read(), toOffset(open.text, params.position), texts)
        .filter(item => client.snippets || !item.snippet)
        .map(item => toLspItem(open, item, client));
    }),
  );
  connection.onCompletionResolve(async (item, token) => {
    const resolve = request(log, 'completionItem/resolve', item, (unresolved: LspCompletionItem) => {
      const data = readData(unresolved.data);
      const value = completionMarkdown(data, texts);
      if (value === undefined) return unresolved;
      return { ...unresolved, documentation: { kind: MarkupKind.Markdown, value } };
    });
    return resolve(item, token);
  });
}

function toLspItem(open: OpenDockerfile, item: CompletionItem, client: Client): LspCompletionItem {
  const data: Data = {
    ...(item.topic && { topic: item.topic }),
    ...(item.markdown !== undefined && { markdown: item.markdown }),
  };
  return {
    label: item.label,
    kind: KINDS[item.kind],
    sortText: String(item.rank).padStart(5, '0'),
    textEdit: { range: toRange(open.text, item.span), newText: item.newText },
    ...(item.snippet && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(item.detail !== undefined && { detail: item.detail }),
    ...(item.filterText !== undefined && { filterText: item.filterText }),
    ...(item.deprecated && { tags: [CompletionItemTag.Deprecated] }),
    ...(item.retrigger &&
      client.retriggers && { command: { command: 'editor.action.triggerSuggest', title: '' } }),
    ...(Object.keys(data).length > 0 && { data }),
  };
}

/** The data comes back from the client: whatever it is, it does no harm. */
function readData(value: unknown): Data {
  if (typeof value !== 'object' || value === null) return {};
  const { topic, markdown } = value as { readonly topic?: unknown; readonly markdown?: unknown };
  return {
    ...(typeof topic === 'object' && topic !== null && { topic: topic as Topic }),
    ...(typeof markdown === 'string' && { markdown }),
  };
}

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  flag: CompletionItemKind.Field,
  property: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  stage: CompletionItemKind.Module,
  variable: CompletionItemKind.Variable,
  directive: CompletionItemKind.Property,
  rule: CompletionItemKind.EnumMember,
};
