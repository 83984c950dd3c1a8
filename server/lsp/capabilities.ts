import {
  type ClientCapabilities,
  CodeActionKind,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../features/semanticTokens.ts';

/** What the other side can do, as far as it changes what this side does. */
export interface Client {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly refreshesInlayHints: boolean;
  readonly watchesFiles: boolean;
  readonly answersWorkspaceFolders: boolean;
  readonly snippets: boolean;
  /** Shows a description beside each proposal. */
  readonly labelDetails: boolean;
  readonly hierarchicalSymbols: boolean;
  /** Runs `editor.action.triggerSuggest`. */
  readonly retriggers: boolean;
}

export function readClient(capabilities: ClientCapabilities, name: string): Client {
  const { textDocument, workspace } = capabilities;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    answersConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    answersWorkspaceFolders: workspace?.workspaceFolders === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    labelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    retriggers: /code|vscodium|cursor|windsurf/i.test(name),
  };
}

export const FIX_ALL_KIND = 'source.fixAll.strata';

export function initializeResult(client: Client): InitializeResult {
  return {
    serverInfo: { name: 'Strata' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      ...(client.pullsDiagnostics && {
        diagnosticProvider: {
          identifier: 'strata',
          interFileDependencies: false,
          workspaceDiagnostics: false,
        },
      }),
      hoverProvider: true,
      completionProvider: {
        triggerCharacters: ['=', ' ', '$', '{', '-', ',', ';', '<', '#', ':', '/', '"', '.'],
        resolveProvider: true,
      },
      signatureHelpProvider: {},
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      selectionRangeProvider: true,
      documentLinkProvider: {},
      inlayHintProvider: true,
      documentFormattingProvider: true,
      documentRangeFormattingProvider: true,
      documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n' },
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL_KIND],
      },
      workspace: {
        fileOperations: { willRename: { filters: [{ scheme: 'file', pattern: { glob: '**/*' } }] } },
      },
      semanticTokensProvider: {
        legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
        full: { delta: true },
        range: true,
      },
    },
  };
}
