import { commands as editorCommands, l10n, window } from 'vscode';
import type { Failure } from '../../protocol/result.ts';
import { commands } from '../contributions.ts';
import { failureLine } from '../failureText.ts';

/**
 * Tells the user of a failure, with what helps against it as buttons, besides `own` ones. Answers with the own
 * button that was chosen. Being cancelled is no news.
 */
export async function showFailure(failure: Failure, ...own: readonly string[]): Promise<string | undefined> {
  if (failure.code === 'cancelled') return undefined;
  const remedy = remedyOf(failure);
  const chosen = await window.showErrorMessage(
    failureLine(failure),
    ...own,
    ...(remedy ? [remedy.title] : []),
  );
  if (remedy && chosen === remedy.title) {
    await editorCommands.executeCommand(remedy.command);
    return undefined;
  }
  return chosen;
}

function remedyOf({ code }: Failure): { readonly title: string; readonly command: string } | undefined {
  switch (code) {
    case 'engine-unreachable':
    case 'engine-permission':
    case 'engine-too-old':
    case 'context-unknown':
    case 'context-unreadable':
      return { title: l10n.t('Select Docker Context'), command: commands.selectContext };
    case 'secret-unreadable':
      return { title: l10n.t('Build with Options…'), command: commands.buildWithOptions };
    case 'workspace-untrusted':
      return { title: l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage' };
    case 'image-not-found':
      return { title: l10n.t('Refresh Images'), command: commands.refreshImages };
    case 'engine-gone':
    case 'engine-error':
    case 'internal':
      return { title: l10n.t('Show Log'), command: commands.showLog };
    default:
      return undefined;
  }
}
