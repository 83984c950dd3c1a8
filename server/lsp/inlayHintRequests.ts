import { type InlayHint as LspInlayHint, MarkupKind } from 'vscode-languageserver';
import { toSpan } from './convert.ts';
import { featureRequest } from './featureRequest.ts';
import { dockerfileOf, type Session } from './session.ts';

/** Inlay hints, each kind as the settings say. */
export function registerInlayHints(session: Session): void {
  const { connection } = session;
  connection.languages.inlayHint.on(
    featureRequest(
      session,
      'inlayHint',
      [] as LspInlayHint[],
      async (params, { inlayHints, texts }): Promise<LspInlayHint[]> => {
        const open = dockerfileOf(session, params);
        if (!open) return [];
        const { version } = open.text;
        const { inlayHints: kinds } = await session.settings.of(params.textDocument.uri);
        // While the client was asked, the text may have changed: the hints would stand in the wrong places.
        if (open.text.version !== version || !(kinds.variables || kinds.stages)) return [];
        return inlayHints(open.read(), toSpan(open.text, params.range), kinds, texts).map(hint => ({
          position: open.text.positionAt(hint.offset),
          label: hint.label,
          paddingLeft: true,
          ...(hint.markdown !== undefined && {
            tooltip: { kind: MarkupKind.Markdown, value: hint.markdown },
          }),
        }));
      },
    ),
  );
}
