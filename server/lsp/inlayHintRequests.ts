import { type InlayHint as LspInlayHint, MarkupKind } from 'vscode-languageserver';
import type { RemoteImage } from '../features/images/remoteImage.ts';
import type { InlayHint } from '../features/inlayHints.ts';
import type { Span } from '../syntax/tree.ts';
import { toRange, toSpan } from './convert.ts';
import { type Features, featureRequest } from './featureRequest.ts';
import { dockerfileOf, type OpenDockerfile, type Session } from './session.ts';

/** Inlay hints, each kind as the settings say. */
export function registerInlayHints(session: Session): void {
  const { connection } = session;
  connection.languages.inlayHint.on(
    featureRequest(
      session,
      'inlayHint',
      [] as LspInlayHint[],
      async (params, features): Promise<LspInlayHint[]> => {
        const open = dockerfileOf(session, params);
        if (!open) return [];
        const { version } = open.text;
        const { inlayHints: kinds, registry } = await session.settings.of(params.textDocument.uri);
        // While the client was asked, the text may have changed: the hints would stand in the wrong places.
        if (open.text.version !== version) return [];
        const span = toSpan(open.text, params.range);
        const moved = registry.enable && kinds.movedTags !== 'off' ? kinds.movedTags : undefined;
        const hints: readonly InlayHint[] = [
          ...(kinds.variables || kinds.stages
            ? features.inlayHints(open.read(), span, kinds, features.texts)
            : []),
          ...(moved ? movedTags(session, open, span, moved, features) : []),
        ];
        return hints.map(hint => ({
          position: open.text.positionAt(hint.offset),
          label: hint.label,
          paddingLeft: true,
          ...(hint.edits && {
            textEdits: hint.edits.map(edit => ({
              range: toRange(open.text, edit.span),
              newText: edit.newText,
            })),
          }),
          ...(hint.markdown !== undefined && {
            tooltip: { kind: MarkupKind.Markdown, value: hint.markdown },
          }),
        }));
      },
    ),
  );
}

/** Nobody waits: what is heard later comes with the next hints, which the client is told to ask for. */
function movedTags(
  session: Session,
  open: OpenDockerfile,
  span: Span,
  kind: 'known' | 'ask',
  { movedTagHints, pinnedImages, tagOfPinned, texts }: Features,
): readonly InlayHint[] {
  const registries = session.registries();
  if (kind === 'ask') {
    for (const image of pinnedImages(open.read(), span)) void registries.describe(tagOfPinned(image));
  }
  const known = (reference: string): RemoteImage | undefined => {
    const answer = registries.recall(reference);
    return answer.kind === 'present' ? answer.image : undefined;
  };
  return movedTagHints(open.read(), span, known, texts);
}
