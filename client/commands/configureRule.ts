import { ConfigurationTarget, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { RuleSeverity } from '../../protocol/language.ts';
import { settings } from '../contributions.ts';

/** Asks how grave a rule is and writes it to the settings: those of the workspace when one is open. */
export async function configureRule(name: unknown, document: unknown): Promise<void> {
  if (typeof name !== 'string') return;
  const uri = typeof document === 'string' ? Uri.parse(document) : undefined;
  const dot = settings.lintRules.lastIndexOf('.');
  const configuration = workspace.getConfiguration(settings.lintRules.slice(0, dot), uri);
  const setting = settings.lintRules.slice(dot + 1);
  const now: unknown = configuration.get(setting);
  const current = isRecord(now) ? now[name] : undefined;
  const inWorkspace = workspace.workspaceFolders !== undefined;
  const picked = await window.showQuickPick(
    choices().map(choice =>
      choice.severity === current ? { ...choice, description: l10n.t('as it is set now') } : choice,
    ),
    {
      title: l10n.t('How grave is {0}?', name),
      placeHolder: inWorkspace
        ? l10n.t('Written to the settings of the workspace')
        : l10n.t('Written to your settings'),
    },
  );
  if (!picked) return;
  const target = inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  const known = configuration.inspect(setting);
  const written: unknown =
    target === ConfigurationTarget.Workspace ? known?.workspaceValue : known?.globalValue;
  const others = isRecord(written) ? written : {};
  await configuration.update(setting, { ...others, [name]: picked.severity }, target);
}

function choices(): readonly (QuickPickItem & { readonly severity: RuleSeverity })[] {
  return [
    { severity: 'off', label: l10n.t('$(circle-slash) Off'), description: l10n.t('not reported') },
    {
      severity: 'hint',
      label: l10n.t('$(lightbulb) Hint'),
      description: l10n.t('dots under the text, and not in the list of problems'),
    },
    { severity: 'info', label: l10n.t('$(info) Information') },
    { severity: 'warning', label: l10n.t('$(warning) Warning') },
    { severity: 'error', label: l10n.t('$(error) Error') },
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
