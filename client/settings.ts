import { type ConfigurationScope, workspace } from 'vscode';
import { settings } from './contributions.ts';

/** The settings the extension itself reads; the language server reads its own through LSP. Empty means unset. */
export function engineSettings(): { readonly host: string; readonly context: string } {
  return { host: text(settings.engineHost), context: text(settings.engineContext) };
}

/** Bytes on disk for what was read of images. */
export function imageCacheSize(): number {
  const megabytes = read(settings.imagesCacheSize);
  return typeof megabytes === 'number' && megabytes >= 0 ? megabytes * 1_000_000 : 512_000_000;
}

/** For the folder or file of one build. */
export function buildSettings(scope: ConfigurationScope): {
  readonly contextPath: string;
  readonly network: string;
  readonly backend: 'auto' | 'engine' | 'buildx';
  readonly onSave: boolean;
} {
  const backend = text(settings.buildBackend, scope);
  return {
    contextPath: text(settings.buildContextPath, scope),
    network: text(settings.buildNetwork, scope),
    backend: backend === 'engine' || backend === 'buildx' ? backend : 'auto',
    onSave: flag(settings.buildOnSave, false, scope),
  };
}

export function showsBuildLenses(scope: ConfigurationScope): boolean {
  return flag(settings.buildCodeLens, true, scope);
}

/** Whether the language server's linter is on. */
export function lints(scope: ConfigurationScope): boolean {
  return flag(settings.lintEnable, true, scope);
}

/** What is shown beside the lines of a Dockerfile, and whether its image is looked for. */
export function layerSettings(scope: ConfigurationScope): {
  readonly inlayHints: boolean;
  readonly codeLens: boolean;
  readonly gutter: boolean;
  readonly overviewRuler: boolean;
  readonly diagnostics: boolean;
  readonly findImage: boolean;
} {
  return {
    inlayHints: flag(settings.layersInlayHints, true, scope),
    codeLens: flag(settings.layersCodeLens, true, scope),
    gutter: flag(settings.layersGutter, true, scope),
    overviewRuler: flag(settings.layersOverviewRuler, false, scope),
    diagnostics: flag(settings.layersDiagnostics, true, scope),
    findImage: flag(settings.layersFindImage, true, scope),
  };
}

/** For registries: off only when the user says so; those that speak plain HTTP; those in the sidebar. */
export function registrySettings(): {
  readonly enable: boolean;
  readonly insecure: readonly string[];
  readonly places: readonly string[];
} {
  return {
    enable: read(settings.registryEnable) !== false,
    insecure: texts(settings.registryInsecure),
    places: texts(settings.registryPlaces),
  };
}

/** Programs of scanners by the user's word; '' looks on the PATH. */
export function scannerPrograms(): Readonly<Record<string, string>> {
  const value = read(settings.scanPrograms);
  const programs: Record<string, string> = {};
  if (typeof value !== 'object' || value === null) return programs;
  for (const [name, path] of Object.entries(value)) {
    if (typeof path === 'string') programs[name] = path.trim();
  }
  return programs;
}

/** For the views of a build context. */
export function contextSettings(scope: ConfigurationScope): {
  readonly scan: boolean;
  /** Megabytes above which the status bar warns; 0 for never. */
  readonly warnAbove: number;
  readonly dimIgnored: boolean;
} {
  const warnAbove = read(settings.contextWarnAbove, scope);
  return {
    scan: flag(settings.contextScan, true, scope),
    warnAbove: typeof warnAbove === 'number' ? warnAbove : 0,
    dimIgnored: flag(settings.contextDimIgnored, true, scope),
  };
}

function text(setting: string, scope?: ConfigurationScope): string {
  const value = read(setting, scope);
  // A settings file may hold anything, whatever package.json says.
  return typeof value === 'string' ? value.trim() : '';
}

function texts(setting: string): readonly string[] {
  const value = read(setting);
  return Array.isArray(value) ? value.filter(name => typeof name === 'string') : [];
}

function flag(setting: string, otherwise: boolean, scope?: ConfigurationScope): boolean {
  const value = read(setting, scope);
  return typeof value === 'boolean' ? value : otherwise;
}

function read(setting: string, scope?: ConfigurationScope): unknown {
  const dot = setting.lastIndexOf('.');
  return workspace.getConfiguration(setting.slice(0, dot), scope).get(setting.slice(dot + 1));
}
