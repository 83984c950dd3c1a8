import { type ExtensionContext, commands as editorCommands, l10n, Uri, window } from 'vscode';
import { configureRule } from './commands/configureRule.ts';
import { newDockerfile, newDockerignore } from './commands/newFiles.ts';
import { provideRulePages, showRule } from './commands/showRule.ts';
import { commands, internalCommands } from './contributions.ts';
import { LanguageServer } from './language/languageServer.ts';
import { browserDocuments } from './language/selector.ts';
import { startBrowserServer } from './language/startBrowser.ts';

/**
 * The extension where there is only a browser: everything about the language, nothing that needs an engine or
 * files on disk. Other commands say so; their views are hidden by package.json.
 */
export function activate({ extensionUri, subscriptions }: ExtensionContext): void {
  const dist = Uri.joinPath(extensionUri, 'dist');
  const log = window.createOutputChannel('Strata', { log: true });
  const languageServer = new LanguageServer(log, browserDocuments, startBrowserServer(dist, log));
  subscriptions.push(log, languageServer);
  const handlers: Readonly<Record<string, (target: unknown) => unknown>> = {
    [commands.newDockerfile]: target => newDockerfile({ languageServer }, target),
    [commands.newDockerignore]: target => newDockerignore({ languageServer }, target),
    [commands.restartLanguageServer]: () => languageServer.restart(),
    [commands.showLog]: () => log.show(),
    [commands.showRule]: name => showRule(languageServer, name),
  };
  subscriptions.push(
    provideRulePages(languageServer),
    editorCommands.registerCommand(internalCommands.configureRule, configureRule),
  );
  for (const id of Object.values(commands)) {
    subscriptions.push(editorCommands.registerCommand(id, handlers[id] ?? sayWhyNot));
  }
}

function sayWhyNot(): void {
  void window.showInformationMessage(
    l10n.t(
      'This needs a Docker engine or files on disk, and a browser alone has neither. Open the folder in VS Code on a computer, in a container or in a codespace.',
    ),
  );
}
