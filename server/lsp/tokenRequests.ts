import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensDelta } from 'vscode-languageserver';
import { ignoreTokens } from '../features/ignore/tokens.ts';
import { type SemanticToken, semanticTokens } from '../features/semanticTokens.ts';
import { type OpenDocument, PerVersion } from './analysis.ts';
import { toSpan } from './convert.ts';
import { pushTokens } from './encodeTokens.ts';
import { request } from './request.ts';
import type { HasDocument, Session } from './session.ts';

const NO_TOKENS: SemanticTokens = { data: [] };

/** Semantic tokens: all, those of a range, and what changed since the last answer. */
export function registerTokens(session: Session): void {
  const { connection, documents, log } = session;
  /** The last answer per document, for the next difference. */
  const builders = new Map<string, SemanticTokensBuilder>();
  documents.synced.onDidClose(({ document }) => builders.delete(document.uri));
  const known = new PerVersion<readonly SemanticToken[]>(text => {
    const open = documents.get(text.uri);
    return open ? tokensOf(open) : [];
  });

  function fill({ textDocument }: HasDocument, fresh: boolean): SemanticTokensBuilder | undefined {
    const open = documents.get(textDocument.uri);
    if (!open) return undefined;
    const old = builders.get(textDocument.uri);
    const builder = fresh || !old ? new SemanticTokensBuilder() : old;
    builders.set(textDocument.uri, builder);
    return builder;
  }

  connection.languages.semanticTokens.on(
    request(log, 'semanticTokens/full', NO_TOKENS, params => {
      const open = documents.get(params.textDocument.uri);
      const builder = fill(params, true);
      if (!open || !builder) return NO_TOKENS;
      pushTokens(builder, open.text.getText(), known.of(open.text));
      return builder.build();
    }),
  );

  connection.languages.semanticTokens.onDelta(
    request(log, 'semanticTokens/delta', NO_TOKENS as SemanticTokens | SemanticTokensDelta, params => {
      const open = documents.get(params.textDocument.uri);
      const builder = fill(params, false);
      if (!open || !builder) return NO_TOKENS;
      builder.previousResult(params.previousResultId);
      pushTokens(builder, open.text.getText(), known.of(open.text));
      return builder.buildEdits();
    }),
  );

  connection.languages.semanticTokens.onRange(
    request(log, 'semanticTokens/range', NO_TOKENS, params => {
      const open = documents.get(params.textDocument.uri);
      if (!open) return NO_TOKENS;
      const builder = new SemanticTokensBuilder();
      pushTokens(builder, open.text.getText(), known.of(open.text), toSpan(open.text, params.range));
      return builder.build();
    }),
  );
}

function tokensOf(open: OpenDocument): readonly SemanticToken[] {
  return open.kind === 'dockerfile' ? semanticTokens(open.read()) : ignoreTokens(open.read());
}
