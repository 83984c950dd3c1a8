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

function text(setting: string, scope?: ConfigurationScope): string {
  const dot = setting.lastIndexOf('.');
  const value: unknown = workspace.getConfiguration(setting.slice(0, dot), scope).get(setting.slice(dot + 1));
  // A settings file may hold anything, whatever package.json says.
  return typeof value === 'string' ? value.trim() : '';
}
