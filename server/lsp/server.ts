import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  MessageType,
  ShowMessageNotification,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import {
  BUILD_INPUTS_REQUEST,
  type BuildInputs,
  type BuildInputsParams,
  CONTEXTS_CHANGED_NOTIFICATION,
  IMAGES_CHANGED_NOTIFICATION,
  LANGUAGE_SETTINGS_SECTION,
  type LanguageInitialization,
  NEW_FILES_REQUEST,
  type NewFiles,
  type NewFilesParams,
  TRUSTED_NOTIFICATION,
} from '../../protocol/language.ts';
import type { HadolintConfig } from '../lint/hadolintConfig.ts';
import { formatMessage, type Message } from '../syntax/message.ts';
import { createDocuments } from './analysis.ts';
import { BuildContexts, contextFolder } from './buildContexts.ts';
import { type Client, initializeResult, readClient } from './capabilities.ts';
import { registerCompletion } from './completionRequests.ts';
import { contextLocator } from './contextFiles.ts';
import { registerContexts } from './contextRequests.ts';
import { Contexts } from './contexts.ts';
import { registerDiagnostics } from './diagnosticRequests.ts';
import { DOCKER_DIAGNOSTICS_SECTION } from './dockerSettings.ts';
import { featureRequest } from './featureRequest.ts';
import { registerFormatting } from './formatRequests.ts';
import { HadolintConfigs } from './hadolintConfigs.ts';
import { registerIgnoreRenames } from './ignoreRequests.ts';
import { clientImages, type Images, NO_IMAGES } from './images.ts';
import { clientTrees, type ImageTrees, NO_TREES } from './imageTrees.ts';
import { registerInlayHints } from './inlayHintRequests.ts';
import { registerLayers } from './layerRequests.ts';
import { registerNavigation } from './navigationRequests.ts';
import type { ServerPorts } from './ports.ts';
import { registerReading } from './readingRequests.ts';
import { clientRegistries, NO_REGISTRIES, type Registries } from './registries.ts';
import { background, type Log } from './request.ts';
import { registerRules } from './ruleRequests.ts';
import type { Session } from './session.ts';
import { createSettings } from './settings.ts';
import { ShellcheckDocuments } from './shellcheckDocuments.ts';
import { registerTokens } from './tokenRequests.ts';

/** Serves one client until the connection ends. Everything that can go wrong is logged there, nothing is thrown. */
export function startServer(connection: Connection, ports: ServerPorts): void {
  let client: Client = readClient({}, '');
  let initialization: LanguageInitialization = {};
  let images: Images = NO_IMAGES;
  let trees: ImageTrees = NO_TREES;
  let registries: Registries = NO_REGISTRIES;
  let firstFolders: readonly WorkspaceFolder[] = [];
  const workspaceFolders = async (): Promise<readonly string[]> => {
    const now = client.answersWorkspaceFolders
      ? await connection.workspace.getWorkspaceFolders()
      : firstFolders;
    return (now ?? []).map(folder => folder.uri);
  };
  const log = { error: (text: string): void => connection.console.error(text) };
  const documents = createDocuments({
    windows: ports.windows,
    model: () => (initialization.platform === undefined ? {} : { buildPlatform: initialization.platform }),
  });
  const settings = createSettings(
    connection,
    () => client.answersConfiguration,
    () => initialization.settings,
  );
  const folderOf = async (uri: string): Promise<string> => {
    const { contextPath } = await settings.of(uri);
    return contextFolder(uri, contextPath, contextPath === '' ? [] : await workspaceFolders());
  };
  const locateContext = contextLocator(ports, uri => documents.synced.get(uri)?.getText(), folderOf);
  const ignoreText = async (uri: string): Promise<string | undefined> => (await locateContext(uri)).text;
  let watching = false;
  /** From the first context that is read on: until then nobody needs to know of every file. */
  const watchFiles = (): boolean => {
    if (!client.watchesFiles) return false;
    if (!watching) {
      watching = true;
      const watchers = [{ globPattern: '**/*' }];
      background(log, 'watching', async () => {
        await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      });
    }
    return true;
  };
  const session: Session = {
    connection,
    documents,
    log,
    contexts: new Contexts(ports, watchFiles),
    buildContexts: new BuildContexts(ports, folderOf, ignoreText, watchFiles),
    settings,
    hadolint: new HadolintConfigs(ports, warnOnce(connection, log)),
    shellcheck: new ShellcheckDocuments(ports, () => initialization.trusted !== false, {
      onFailure: detail => log.error(`ShellCheck: ${detail}`),
      onMissing: program =>
        warn(connection, log, {
          template:
            'ShellCheck cannot be run: there is no program {program}. The setting {setting} names it.',
          args: { program, setting: 'strata.shellcheck.path' },
        }),
    }),
    client: () => client,
    hasRuleCommands: () => initialization.ruleCommands === true,
    images: () => images,
    trees: () => trees,
    registries: () => registries,
    ignoreText,
    locateContext,
  };

  connection.onInitialize(({ capabilities, clientInfo, initializationOptions, ...params }) => {
    firstFolders = params.workspaceFolders ?? [];
    client = readClient(capabilities, clientInfo?.name ?? '');
    initialization = readInitialization(initializationOptions);
    if (initialization.images) images = clientImages(connection);
    if (initialization.imageTrees) trees = clientTrees(connection);
    if (initialization.registries) registries = clientRegistries(connection, refreshHints);
    return initializeResult(client);
  });
  connection.onInitialized(() => {
    background(log, 'registrations', () => registerInterests(connection, client));
  });

  const diagnostics = registerDiagnostics(session, ports);
  registerCompletion(session, ports);
  registerIgnoreRenames(session, ports);
  registerFormatting(session);
  registerInlayHints(session);
  registerReading(session, ports);
  registerRules(session);
  registerNavigation(session);
  registerTokens(session);
  registerLayers(session);
  registerContexts(session, ports);
  connection.onRequest(
    BUILD_INPUTS_REQUEST,
    featureRequest(
      session,
      BUILD_INPUTS_REQUEST,
      null as BuildInputs | null,
      ({ uri }: BuildInputsParams, { buildInputs }) => {
        const open = documents.get(uri);
        return open?.kind === 'dockerfile' ? buildInputs(open.read()) : null;
      },
    ),
  );

  connection.onRequest(
    NEW_FILES_REQUEST,
    featureRequest(
      session,
      NEW_FILES_REQUEST,
      null as NewFiles | null,
      ({ paths, texts }: NewFilesParams, { proposalsFor }) => ({
        proposals: proposalsFor({ paths, texts: new Map(Object.entries(texts)) }),
      }),
    ),
  );

  connection.onNotification(IMAGES_CHANGED_NOTIFICATION, () => {
    images.forget();
    trees.forget();
  });
  function refreshHints(): void {
    if (!client.refreshesInlayHints) return;
    background(log, 'inlay hints', () => connection.languages.inlayHint.refresh());
  }

  connection.onNotification(TRUSTED_NOTIFICATION, () => {
    initialization = { ...initialization, trusted: true };
    diagnostics.refresh();
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    session.settings.changed(settings);
    session.buildContexts.forget();
    diagnostics.refresh();
    refreshHints();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    let isContext = false;
    let isNew = false;
    let isConfiguration = false;
    for (const { uri, type } of changes) {
      if (session.contexts.changed(uri)) isContext = true;
      if (type !== FileChangeType.Changed) isNew = true;
      if (CONFIGURATION.test(uri)) isConfiguration = true;
    }
    if (isNew || isConfiguration) session.buildContexts.forget();
    if (isConfiguration) {
      session.hadolint.forget();
      session.shellcheck.forgetConfigs();
    }
    if (isNew || isConfiguration) diagnostics.refresh();
    if (isContext || isConfiguration) contextsChanged();
  });
  documents.synced.onDidChangeContent(({ document }) => {
    if (documents.get(document.uri)?.kind === 'ignore') contextsChanged();
  });
  let telling: ReturnType<typeof setTimeout> | undefined;
  function contextsChanged(): void {
    clearTimeout(telling);
    telling = setTimeout(() => {
      background(log, CONTEXTS_CHANGED_NOTIFICATION, () =>
        connection.sendNotification(CONTEXTS_CHANGED_NOTIFICATION),
      );
    }, TELL_MILLISECONDS);
  }
  connection.onShutdown(() => {
    diagnostics.dispose();
    clearTimeout(telling);
    session.contexts.dispose();
    session.buildContexts.dispose();
    session.shellcheck.dispose();
  });
  documents.synced.listen(connection);
  connection.listen();
}

/** Changes come in swarms. */
const TELL_MILLISECONDS = 300;
/** Files that say how others are read, as told apart from all that a context holds. */
const CONFIGURATION = /\.(?:docker|container)ignore$|\/\.hadolint\.ya?ml$|\/\.?shellcheckrc$/;

/** Tells the user of each thing that is wrong with a configuration, once. */
function warnOnce(connection: Connection, log: Log): (uri: string, config: HadolintConfig) => void {
  const told = new Set<string>();
  return (uri, { problems }) => {
    for (const problem of problems) {
      const text = `${uri.slice(uri.lastIndexOf('/') + 1)}: ${formatMessage(problem)}`;
      if (told.has(uri + text)) continue;
      told.add(uri + text);
      warn(connection, log, { template: text, args: {} });
    }
  };
}

function warn(connection: Connection, log: Log, message: Message): void {
  background(log, 'showMessage', () =>
    connection.sendNotification(ShowMessageNotification.type, {
      type: MessageType.Warning,
      message: formatMessage(message),
    }),
  );
}

/** Asks the client to tell of changed settings and of ignore files that change on disk. */
async function registerInterests(connection: Connection, client: Client): Promise<void> {
  if (client.registersConfiguration) {
    const section = [LANGUAGE_SETTINGS_SECTION, DOCKER_DIAGNOSTICS_SECTION];
    await connection.client.register(DidChangeConfigurationNotification.type, { section });
  }
  if (client.watchesFiles) {
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [
        { globPattern: '**/*.{dockerignore,containerignore}' },
        { globPattern: '**/.hadolint.{yaml,yml}' },
        { globPattern: '**/{.shellcheckrc,shellcheckrc}' },
      ],
    });
  }
}

function readInitialization(value: unknown): LanguageInitialization {
  if (typeof value !== 'object' || value === null) return {};
  const { settings, platform, images, imageTrees, registries, trusted, ruleCommands } = value as Readonly<
    Record<string, unknown>
  >;
  return {
    settings,
    images: images === true,
    imageTrees: imageTrees === true,
    registries: registries === true,
    trusted: trusted !== false,
    ruleCommands: ruleCommands === true,
    ...(typeof platform === 'string' && { platform }),
  };
}
