import {
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Hover,
  MarkupKind,
  type SelectionRange,
  type SignatureHelp,
  SymbolKind,
} from 'vscode-languageserver';
import type { ImageAnswer } from '../features/images/localImage.ts';
import type { OutlineSymbol } from '../features/symbols.ts';
import { factsOf } from './contextFiles.ts';
import { toOffset, toRange } from './convert.ts';
import { describe } from './describeImage.ts';
import { type Features, featureRequest } from './featureRequest.ts';
import { ignoreLinksOf } from './ignoreRequests.ts';
import { insideImageHover } from './insideImages.ts';
import type { ServerPorts } from './ports.ts';
import { dockerfileOf, type OpenDockerfile, type Session } from './session.ts';
import { sourceHover } from './sourceHover.ts';
import { sourceLinks } from './sourceLinks.ts';

/** Hover, signatures, outline, folding, selection and links. */
export function registerReading(session: Session, ports: ServerPorts): void {
  const { connection, documents } = session;

  connection.onHover(
    featureRequest(
      session,
      'hover',
      null as Hover | null,
      async ({ textDocument, position }, features, token) => {
        const open = documents.get(textDocument.uri);
        if (!open) return null;
        const { version } = open.text;
        const offset = toOffset(open.text, position);
        const found =
          open.kind === 'dockerfile'
            ? ((await insideImageHover(session, open, offset, features)) ??
              features.hoverAt(
                open.read(),
                offset,
                features.texts,
                await imageAnswer(open, offset, features),
              ) ??
              (await sourceHover(session, open, offset, features, token)))
            : features.ignoreHover(open.read(), offset, await factsOf(session, open, token), features.texts);
        return found && open.text.version === version
          ? {
              range: toRange(open.text, found.span),
              contents: { kind: MarkupKind.Markdown, value: found.markdown },
            }
          : null;
      },
    ),
  );

  async function imageAnswer(
    open: OpenDockerfile,
    offset: number,
    { imageAt }: Features,
  ): Promise<ImageAnswer | undefined> {
    const image = imageAt(open.read(), offset);
    if (!image || image.unset.length > 0 || image.reference === 'scratch') return undefined;
    const { images, registry } = await session.settings.of(open.text.uri);
    return describe(session, image.reference, { engine: images.fromEngine, registry: registry.enable });
  }

  connection.onSignatureHelp(
    featureRequest(
      session,
      'signatureHelp',
      null as SignatureHelp | null,
      (params, { signatureAt, texts }) => {
        const open = dockerfileOf(session, params);
        const help = open && signatureAt(open.read(), toOffset(open.text, params.position), texts);
        if (!help) return null;
        return {
          activeSignature: help.activeSignature,
          activeParameter: help.activeParameter ?? null,
          signatures: help.signatures.map(({ label, documentation, parameters }) => ({
            label,
            documentation: { kind: MarkupKind.Markdown, value: documentation },
            parameters: parameters.map(({ start, end }) => ({ label: [start, end] as [number, number] })),
          })),
        };
      },
    ),
  );

  connection.onDocumentSymbol(
    featureRequest(session, 'documentSymbol', [] as DocumentSymbol[], (params, features) => {
      const open = documents.get(params.textDocument.uri);
      if (!open) return [];
      const symbols =
        open.kind === 'dockerfile' ? features.outline(open.read()) : features.ignoreOutline(open.read());
      return symbols.map(symbol => toLspSymbol(open.text, symbol));
    }),
  );

  connection.onFoldingRanges(
    featureRequest(session, 'foldingRange', [] as FoldingRange[], (params, { folds }) => {
      const open = dockerfileOf(session, params);
      if (!open) return [];
      const document = open.read();
      // The protocol counts a lone carriage return as a line end, BuildKit does not.
      const lineOf = (line: number): number => open.text.positionAt(document.file.lineStarts[line] ?? 0).line;
      return folds(document).map(({ first, last, kind }) => ({
        startLine: lineOf(first),
        endLine: lineOf(last),
        ...(kind && { kind: kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Region }),
      }));
    }),
  );

  connection.onSelectionRanges(
    featureRequest(session, 'selectionRange', [] as SelectionRange[], (params, { selectionAt }) => {
      const open = dockerfileOf(session, params);
      if (!open) return [];
      return params.positions.map(position => {
        const spans = selectionAt(open.read(), toOffset(open.text, position));
        let chain: SelectionRange | undefined;
        for (const span of spans.toReversed()) {
          const range = toRange(open.text, span);
          chain = chain ? { range, parent: chain } : { range };
        }
        return chain ?? { range: { start: position, end: position } };
      });
    }),
  );

  connection.onDocumentLinks(
    featureRequest(session, 'documentLink', [] as DocumentLink[], async (params, features) => {
      const open = documents.get(params.textDocument.uri);
      if (!open) return [];
      if (open.kind === 'ignore') return ignoreLinksOf(session, ports, open, features);
      const pages = features
        .links(open.read())
        .map(({ span, url }) => ({ range: toRange(open.text, span), target: url }));
      return [...pages, ...(await sourceLinks(session, open, features))];
    }),
  );
}

function toLspSymbol(text: OpenDockerfile['text'], symbol: OutlineSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: SYMBOL_KINDS[symbol.kind],
    range: toRange(text, symbol.span),
    selectionRange: toRange(text, symbol.selection),
    ...(symbol.deprecated && { tags: [1] }),
    children: symbol.children.map(child => toLspSymbol(text, child)),
  };
}

const SYMBOL_KINDS: Readonly<Record<OutlineSymbol['kind'], SymbolKind>> = {
  stage: SymbolKind.Module,
  instruction: SymbolKind.Function,
  argument: SymbolKind.Variable,
  environment: SymbolKind.Variable,
  label: SymbolKind.Property,
  port: SymbolKind.Number,
  heredoc: SymbolKind.String,
};
