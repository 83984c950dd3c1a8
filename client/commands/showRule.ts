import { commands, type Disposable, env, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { schemes } from '../contributions.ts';
import type { LanguageServer } from '../language/languageServer.ts';

type Rules = Pick<LanguageServer, 'rulePage' | 'rules'>;

/** Pages of rules as documents, so that VS Code's own Markdown preview shows them. */
export function provideRulePages(rules: Rules): Disposable {
  return workspace.registerTextDocumentContentProvider(schemes.rule, {
    provideTextDocumentContent: async ({ path }) => {
      const page = await rules.rulePage(path.slice(1).replace(/\.md$/, ''));
      return page?.markdown ?? l10n.t('There is no such rule.');
    },
  });
}

/** Shows the page of a rule by any of its names; asks for one when none is given. */
export async function showRule(rules: Rules, given: unknown): Promise<void> {
  const name = typeof given === 'string' ? given : await chooseRule(rules);
  if (name === undefined) return;
  const page = await rules.rulePage(name);
  if (page?.markdown) {
    const document = Uri.from({ scheme: schemes.rule, path: `/${page.id}.md` });
    try {
      await commands.executeCommand('markdown.showPreview', document);
    } catch {
      // Markdown's own extension is switched off: the text can be read as it is.
      await window.showTextDocument(document, { preview: true });
    }
  } else if (page?.url) await env.openExternal(Uri.parse(page.url));
  else void window.showWarningMessage(l10n.t('There is no rule {0}.', name));
}

async function chooseRule(rules: Rules): Promise<string | undefined> {
  const items = rules.rules().then(found =>
    found.map(
      ({ id, aliases, summary }): QuickPickItem => ({
        label: id,
        description: aliases.join(', '),
        detail: summary,
      }),
    ),
  );
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Show Rule'),
    placeHolder: l10n.t('A rule, by any of its names'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.label;
}
