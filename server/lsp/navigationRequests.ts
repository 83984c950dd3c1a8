import {
  type DocumentHighlight,
  DocumentHighlightKind,
  ErrorCodes,
  type Location,
  type LocationLink,
  type Range,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { formatMessage, type Message } from '../syntax/message.ts';
import { toOffset, toRange, toTextEdit } from './convert.ts';
import { featureRequest } from './featureRequest.ts';
import { dockerfileOf, type OrError, type Session } from './session.ts';

/** Definition, references, highlights and rename of stages and variables. */
export function registerNavigation(session: Session): void {
  const { connection } = session;

  connection.onDefinition(
    featureRequest(session, 'definition', null as LocationLink[] | null, (params, { definitionAt }) => {
      const open = dockerfileOf(session, params);
      const found = open && definitionAt(open.read(), toOffset(open.text, params.position));
      if (!found) return null;
      return [
        {
          targetUri: open.text.uri,
          originSelectionRange: toRange(open.text, found.origin),
          targetRange: toRange(open.text, found.targetInstruction),
          targetSelectionRange: toRange(open.text, found.target),
        },
      ];
    }),
  );

  connection.onReferences(
    featureRequest(session, 'references', [] as Location[], (params, { occurrencesAt }) => {
      const open = dockerfileOf(session, params);
      if (!open) return [];
      return occurrencesAt(open.read(), toOffset(open.text, params.position))
        .filter(({ role }) => role === 'use' || params.context.includeDeclaration)
        .map(occurrence => ({ uri: open.text.uri, range: toRange(open.text, occurrence) }));
    }),
  );

  connection.onDocumentHighlight(
    featureRequest(session, 'documentHighlight', [] as DocumentHighlight[], (params, { occurrencesAt }) => {
      const open = dockerfileOf(session, params);
      if (!open) return [];
      return occurrencesAt(open.read(), toOffset(open.text, params.position)).map(occurrence => ({
        range: toRange(open.text, occurrence),
        kind: occurrence.role === 'declaration' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    }),
  );

  connection.onPrepareRename(
    featureRequest(
      session,
      'prepareRename',
      null as OrError<{ range: Range; placeholder: string } | null>,
      (params, { prepareRename }) => {
        const open = dockerfileOf(session, params);
        const target = open && prepareRename(open.read(), toOffset(open.text, params.position));
        if (!target) return null;
        return target.ok
          ? { range: toRange(open.text, target.span), placeholder: target.name }
          : refusal(target.message);
      },
    ),
  );

  connection.onRenameRequest(
    featureRequest(session, 'rename', null as OrError<WorkspaceEdit | null>, (params, { rename }) => {
      const open = dockerfileOf(session, params);
      const renamed = open && rename(open.read(), toOffset(open.text, params.position), params.newName);
      if (!renamed) return null;
      if (!renamed.ok) return refusal(renamed.message);
      return { changes: { [open.text.uri]: renamed.edits.map(edit => toTextEdit(open.text, edit)) } };
    }),
  );
}

function refusal(message: Message): ResponseError<void> {
  return new ResponseError<void>(ErrorCodes.InvalidParams, formatMessage(message));
}
