import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { type Answer, request } from './request.ts';
import type { Session } from './session.ts';

/** All that {@link featureRequest} hands to handlers. */
export type Features = typeof import('./features.ts');

let loaded: Features | undefined;

/** Loads the features before anybody asks for them. */
export async function loadFeatures(): Promise<Features> {
  loaded ??= await import('./features.ts');
  return loaded;
}

/**
 * A request that is answered by the features, which the first one loads. Places in a text that changed while they
 * were loaded mean nothing any more: that is then said instead of an answer.
 */
export function featureRequest<P, R>(
  session: Session,
  name: string,
  empty: R,
  respond: (params: P, features: Features, token: CancellationToken) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<Answer<R>> {
  const answer = request<P, R | ResponseError<never>>(session.log, name, empty, async (params, token) => {
    if (loaded) return respond(params, loaded, token);
    const version = versionOf(session, params);
    const features = await loadFeatures();
    if (versionOf(session, params) !== version) {
      return new ResponseError<never>(LSPErrorCodes.ContentModified, 'The document changed');
    }
    return respond(params, features, token);
  });
  return answer as (params: P, token: CancellationToken) => Promise<Answer<R>>;
}

function versionOf({ documents }: Session, params: unknown): number | undefined {
  const { textDocument } = params as { readonly textDocument?: { readonly uri: string } };
  return textDocument && documents.get(textDocument.uri)?.text.version;
}
