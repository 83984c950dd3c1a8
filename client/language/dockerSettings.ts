import { type ConfigurationScope, workspace } from 'vscode';

/** Settings of the language server that people used before. */
export const isDockerSection = (section: string | undefined): section is string =>
  section !== undefined && /^docker\.languageserver(?:\.|$)/.test(section);

/**
 * A section of settings as far as the user wrote it. Other extensions silence one another by way of defaults,
 * which are nobody's wish here.
 */
export function explicitSettings(
  section: string,
  scope: ConfigurationScope | undefined,
): Readonly<Record<string, unknown>> {
  const configuration = workspace.getConfiguration(section, scope);
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(configuration)) {
    const values = configuration.inspect(name);
    const value =
      values?.workspaceFolderLanguageValue ??
      values?.workspaceLanguageValue ??
      values?.globalLanguageValue ??
      values?.workspaceFolderValue ??
      values?.workspaceValue ??
      values?.globalValue;
    if (value !== undefined) found[name] = value;
  }
  return found;
}
