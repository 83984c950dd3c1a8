import type { LogOutputChannel, Memento } from 'vscode';
import type { BuildDiagnostics } from './build/buildDiagnostics.ts';
import type { BuildMemory } from './build/buildMemory.ts';
import type { Builds } from './build/builds.ts';
import type { BuildTerminals } from './build/buildTerminal.ts';
import type { ContextView } from './context/contextView.ts';
import type { CurrentContext } from './context/currentContext.ts';
import type { EngineHost } from './engineHost.ts';
import type { ImageSessions } from './files/imageSessions.ts';
import type { DocumentStore } from './inspector/documentStore.ts';
import type { Inspectors } from './inspector/inspectors.ts';
import type { LanguageServer } from './language/languageServer.ts';
import type { LayerStore } from './layers/layerStore.ts';
import type { LineMarks } from './layers/lineMarks.ts';
import type { RegistryHost } from './registries.ts';
import type { Scans } from './scans/scans.ts';
import type { BuildsView } from './views/buildsView.ts';
import type { ImagesView } from './views/imagesView.ts';
import type { RegistriesView } from './views/registriesView.ts';
import type { ScansView } from './views/scansView.ts';

/** What commands work with; made once, in `activate`. */
export interface Services {
  readonly log: LogOutputChannel;
  readonly workspaceState: Memento;
  readonly host: EngineHost;
  readonly registries: RegistryHost;
  readonly scans: Scans;
  readonly scansView: ScansView;
  readonly registriesView: RegistriesView;
  readonly currentContext: CurrentContext;
  readonly contextView: ContextView;
  readonly images: ImagesView;
  readonly builds: Builds;
  readonly buildMemory: BuildMemory;
  readonly buildsView: BuildsView;
  readonly buildDiagnostics: BuildDiagnostics;
  readonly buildTerminals: BuildTerminals;
  readonly documents: DocumentStore;
  readonly inspectors: Inspectors;
  readonly layerStore: LayerStore;
  readonly lineMarks: LineMarks;
  /** Images whose files are open. */
  readonly imageSessions: ImageSessions;
  readonly languageServer: LanguageServer;
}
