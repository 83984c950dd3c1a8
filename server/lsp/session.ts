import type { Connection, ResponseError } from 'vscode-languageserver';
import type { Documents, OpenDocument } from './analysis.ts';
import type { BuildContexts } from './buildContexts.ts';
import type { Client } from './capabilities.ts';
import type { LocateContext } from './contextFiles.ts';
import type { Contexts } from './contexts.ts';
import type { HadolintConfigs } from './hadolintConfigs.ts';
import type { Images } from './images.ts';
import type { ImageTrees } from './imageTrees.ts';
import type { Registries } from './registries.ts';
import type { Log } from './request.ts';
import type { SettingsStore } from './settings.ts';
import type { ShellcheckDocuments } from './shellcheckDocuments.ts';

/** What all request handlers share while the server runs. */
export interface Session {
  readonly connection: Connection;
  readonly documents: Documents;
  readonly settings: SettingsStore;
  /** Around ignore files. */
  readonly contexts: Contexts;
  /** Of Dockerfiles. */
  readonly buildContexts: BuildContexts;
  readonly log: Log;
  /** Known once the client has introduced itself. */
  readonly client: () => Client;
  /** The client shows and configures rules. */
  readonly hasRuleCommands: () => boolean;
  /** Of the client's engine, when it has one. */
  readonly images: () => Images;
  /** What is in them. */
  readonly trees: () => ImageTrees;
  /** Asked through the client, when it lets us. */
  readonly registries: () => Registries;
  /** Of a Dockerfile or ignore file, open or not. */
  readonly locateContext: LocateContext;
  readonly hadolint: HadolintConfigs;
  readonly shellcheck: ShellcheckDocuments;
  /** The ignore file in force for a Dockerfile. */
  readonly ignoreText: (dockerfileUri: string) => Promise<string | undefined>;
}

export type OpenDockerfile = Extract<OpenDocument, { kind: 'dockerfile' }>;
export type OpenIgnoreFile = Extract<OpenDocument, { kind: 'ignore' }>;

export interface HasDocument {
  readonly textDocument: { readonly uri: string };
}

/** The open Dockerfile that a request is about. */
export function dockerfileOf(
  { documents }: Session,
  { textDocument }: HasDocument,
): OpenDockerfile | undefined {
  const open = documents.get(textDocument.uri);
  return open?.kind === 'dockerfile' ? open : undefined;
}

/** For handlers that answer with a message for the user instead of a result. */
export type OrError<R> = R | ResponseError<void>;
