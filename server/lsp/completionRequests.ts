import {
  CompletionItemKind,
  CompletionItemTag,
  type CompletionList,
  InsertTextFormat,
  type CompletionItem as LspCompletionItem,
  MarkupKind,
} from 'vscode-languageserver';
import type { CompletionItem, CompletionKind } from '../features/completion/item.ts';
import type { Topic } from '../features/docs/topic.ts';
import type { OpenDocument } from './analysis.ts';
import type { Client } from './capabilities.ts';
import { toOffset, toRange } from './convert.ts';
import { describe, type WhomToAsk } from './describeImage.ts';
import { type Features, featureRequest } from './featureRequest.ts';
import { ignoreItems } from './ignoreRequests.ts';
import { accountsFor, pathWorld } from './insideImages.ts';
import type { ServerPorts } from './ports.ts';
import type { OpenDockerfile, Session } from './session.ts';

/** What an item carries until its documentation is asked for. */
interface Data {
  readonly topic?: Topic;
  readonly markdown?: string;
  readonly image?: string;
  /** Who may be asked about the image. */
  readonly ask?: WhomToAsk;
}

export function registerCompletion(session: Session, ports: ServerPorts): void {
  const { connection } = session;
  connection.onCompletion(
    featureRequest(
      session,
      'completion',
      [] as LspCompletionItem[] | CompletionList,
      async (params, features, token) => {
        const open = session.documents.get(params.textDocument.uri);
        if (!open) return [];
        const { version } = open.text;
        const { uri } = params.textDocument;
        const offset = toOffset(open.text, params.position);
        if (open.kind === 'ignore') {
          const items = await ignoreItems(session, ports, open, offset, features, token);
          if (token.isCancellationRequested || open.text.version !== version) return AGAIN;
          return items.map(item =>
            toLspItem(open, item, session.client(), { engine: false, registry: false }),
          );
        }
        const [settings, paths, { accounts, isPending }] = await Promise.all([
          session.settings.of(uri),
          features.pathItemsAt(open.read(), offset, pathWorld(session, uri)),
          accountsAt(session, open, offset, features),
        ]);
        // While the client was asked, the text may have changed: the edits would hit the wrong places.
        if (token.isCancellationRequested || open.text.version !== version) return AGAIN;
        const client = session.client();
        const ask = settings.images.fromEngine;
        const images = ask ? session.images().list() : undefined;
        const registries = settings.registry.enable ? session.registries().known() : undefined;
        const offered = features.completionsAt(open.read(), offset, features.texts, {
          ...(images && { images }),
          ...(registries && { registries }),
          ...(accounts && { accounts }),
        });
        const items = [...paths.items, ...offered]
          .filter(item => client.snippets || !item.snippet)
          .map(item => toLspItem(open, item, client, { engine: ask, registry: settings.registry.enable }));
        // Asked again at the next keystroke, when the images may be there.
        const more = isPending || registries?.isIncomplete() || (ask && session.images().isPending());
        return paths.incomplete || more ? { ...AGAIN, items } : items;
      },
    ),
  );
  connection.onCompletionResolve(async (item, token) => {
    const resolve = featureRequest(
      session,
      'completionItem/resolve',
      item,
      async (unresolved: LspCompletionItem, features) => {
        const data = readData(unresolved.data);
        const value =
          data.image === undefined
            ? features.completionMarkdown(data, features.texts)
            : features.imageMarkdown(
                data.image,
                await describe(session, data.image, data.ask ?? {}),
                features.texts,
              );
        if (value === undefined) return unresolved;
        return { ...unresolved, documentation: { kind: MarkupKind.Markdown, value } };
      },
    );
    return resolve(item, token);
  });
}

/** The accounts of the base image, where users and groups are written. */
async function accountsAt(
  session: Session,
  open: OpenDockerfile,
  offset: number,
  features: Features,
): ReturnType<typeof accountsFor> {
  const instruction = features.accountPlaceAt(open.read(), offset);
  return instruction
    ? accountsFor(session, open, instruction, features)
    : { accounts: undefined, isPending: false };
}

/** Nothing yet: ask again at the next keystroke. */
const AGAIN: CompletionList = { isIncomplete: true, items: [] };

function toLspItem(
  open: OpenDocument,
  item: CompletionItem,
  client: Client,
  ask: WhomToAsk,
): LspCompletionItem {
  const data: Data = {
    ...(item.topic && { topic: item.topic }),
    ...(item.markdown !== undefined && { markdown: item.markdown }),
    ...(item.image !== undefined && { image: item.image, ask }),
  };
  return {
    label: item.label,
    kind: KINDS[item.kind],
    sortText: String(item.rank).padStart(5, '0'),
    textEdit: { range: toRange(open.text, item.span), newText: withLineEnds(open, item.newText) },
    ...(item.also && {
      additionalTextEdits: [
        {
          range: toRange(open.text, { start: item.also.at, end: item.also.at }),
          newText: withLineEnds(open, item.also.text),
        },
      ],
    }),
    ...(item.snippet && { insertTextFormat: InsertTextFormat.Snippet }),
    ...detailOf(item, client),
    ...(item.filterText !== undefined && { filterText: item.filterText }),
    ...(item.deprecated && { tags: [CompletionItemTag.Deprecated] }),
    ...(item.retrigger &&
      client.retriggers && { command: { command: 'editor.action.triggerSuggest', title: '' } }),
    ...(Object.keys(data).length > 0 && { data }),
  };
}

/** In the line ends of the file, for clients that put in a text as it is. */
function withLineEnds(open: OpenDocument, text: string): string {
  if (!text.includes('\n')) return text;
  const all = open.text.getText();
  return all[all.indexOf('\n') - 1] === '\r' ? text.replaceAll('\n', '\r\n') : text;
}

/**
 * The few words beside a label. Where the documentation begins with the same sentence they would stand there twice,
 * so that they stay away; but the names of rules say nothing without them.
 */
function detailOf(
  { detail, detailInRow, topic }: CompletionItem,
  { labelDetails }: Client,
): Pick<LspCompletionItem, 'detail' | 'labelDetails'> {
  if (detail === undefined) return {};
  if (detailInRow && labelDetails) return { labelDetails: { description: detail } };
  if (!topic || !labelDetails || topic.kind === 'predefined') return { detail };
  return topic.kind === 'rule' ? { labelDetails: { description: detail } } : {};
}

/** The data comes back from the client: whatever it is, it does no harm. */
function readData(value: unknown): Data {
  if (typeof value !== 'object' || value === null) return {};
  const { topic, markdown, image, ask } = value as Readonly<Record<keyof Data, unknown>>;
  return {
    ...(typeof topic === 'object' && topic !== null && { topic: topic as Topic }),
    ...(typeof markdown === 'string' && { markdown }),
    ...(typeof image === 'string' && { image }),
    ...(typeof ask === 'object' && ask !== null && { ask: ask as WhomToAsk }),
  };
}

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  flag: CompletionItemKind.Field,
  property: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  stage: CompletionItemKind.Module,
  image: CompletionItemKind.Reference,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  variable: CompletionItemKind.Variable,
  directive: CompletionItemKind.Property,
  rule: CompletionItemKind.EnumMember,
};
