import { type ConfigurationScope, workspace } from 'vscode';
import { settings } from './contributions.ts';

/** The settings the extension itself reads; the language server reads its own through LSP. Empty means unset. */
export function engineSettings(): { readonly host: string; readonly context: string } {
  return { host: text(settings.engineHost), context: text(settings.engineContext) };
}

/** For the folder or file of one build. */
export function buildSettings(scope: ConfigurationScope): {
  readonly contextPath: string;
  readonly network: string;
} {
  return { contextPath: text(settings.buildContextPath, scope), network: text(settings.buildNetwork, scope) };
}

/** For registries: off only when the user says so; names of those that speak plain HTTP. */
export function registrySettings(): { readonly enable: boolean; readonly insecure: readonly string[] } {
  const insecure = read(settings.registryInsecure);
  return {
    enable: read(settings.registryEnable) !== false,
    insecure: Array.isArray(insecure) ? insecure.filter(name => typeof name === 'string') : [],
  };
}

function text(setting: string, scope?: ConfigurationScope): string {
  const value = read(setting, scope);
  // A settings file may hold anything, whatever package.json says.
  return typeof value === 'string' ? value.trim() : '';
}

function read(setting: string, scope?: ConfigurationScope): unknown {
  const dot = setting.lastIndexOf('.');
  return workspace.getConfiguration(setting.slice(0, dot), scope).get(setting.slice(dot + 1));
}
