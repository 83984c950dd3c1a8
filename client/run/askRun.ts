import { l10n, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { RunDefaults } from '../../protocol/containers.ts';
import type { RunOptions } from './runOptions.ts';
import { joinWords, splitWords } from './words.ts';

interface Choice extends QuickPickItem {
  readonly ask: ((options: RunOptions) => Promise<RunOptions>) | 'run';
}

type Separator = QuickPickItem & { readonly kind: QuickPickItemKind.Separator };

/** Shows all that can be chosen for a run, until it is to begin; undefined when it is given up. Enter at once runs it. */
export async function askRun(
  image: string,
  known: RunOptions,
  defaults: RunDefaults,
  how: string,
): Promise<RunOptions | undefined> {
  let options = known;
  for (;;) {
    const chosen = await pick(choices(image, options, defaults, how), l10n.t('Run {image}', { image }));
    if (!chosen) return undefined;
    if (chosen.ask === 'run') return options;
    options = await chosen.ask(options);
  }
}

function choices(
  image: string,
  options: RunOptions,
  { command, entrypoint, user, workingDirectory, volumes }: RunDefaults,
  how: string,
): readonly (Choice | Separator)[] {
  const asImage = (value: string): string =>
    value === '' ? l10n.t('as the image says') : l10n.t('{value} (of the image)', { value });
  const { name, network } = options;
  return [
    { label: l10n.t('Run {image}', { image }), iconPath: new ThemeIcon('play'), detail: how, ask: 'run' },
    separator(l10n.t('What it reaches')),
    list('ports', 'plug', l10n.t('Ports'), '8080:80 127.0.0.1:5432:5432', options.ports.join(' '), PORTS),
    list(
      'volumes',
      'folder',
      l10n.t('Volumes'),
      '/home/me/site:/usr/share/nginx/html:ro data:/var/lib/data',
      options.volumes.join(' ') ||
        (volumes.length > 0 ? l10n.t('unnamed ones for {paths}', { paths: volumes.join(' ') }) : ''),
      VOLUMES,
    ),
    list(
      'environment',
      'symbol-variable',
      l10n.t('Environment'),
      "NODE_ENV=production 'GREETING=good morning'",
      options.environment.map(entry => entry.split('=', 1)[0] ?? '').join(' '),
      VARIABLES,
    ),
    text('network', 'globe', l10n.t('Network'), 'host, none, my-network', network || l10n.t('of the engine')),
    separator(l10n.t('What it runs')),
    list(
      'command',
      'terminal',
      l10n.t('Command'),
      "sh -c 'ls -l /'",
      joinWords(options.command) || asImage(joinWords(command)),
    ),
    text(
      'entrypoint',
      'debug-start',
      l10n.t('Entrypoint'),
      '/bin/sh',
      options.entrypoint || asImage(joinWords(entrypoint)),
    ),
    text('user', 'account', l10n.t('User'), '1000:1000', options.user || asImage(user)),
    text(
      'workingDirectory',
      'folder-opened',
      l10n.t('Working directory'),
      '/app',
      options.workingDirectory || asImage(workingDirectory),
    ),
    separator(l10n.t('The container')),
    text('name', 'tag', l10n.t('Name'), 'my-container', name || l10n.t('made up by the engine')),
    toggle(l10n.t('Interactive, with a terminal'), options.interactive, interactive => ({ interactive })),
    toggle(l10n.t('Remove it when it ends'), options.remove, remove => ({ remove })),
  ];
}

const separator = (label: string): Separator => ({ label, kind: QuickPickItemKind.Separator });

function toggle(label: string, on: boolean, change: (on: boolean) => Partial<RunOptions>): Choice {
  return {
    label,
    iconPath: new ThemeIcon(on ? 'pass-filled' : 'circle-large-outline'),
    description: on ? l10n.t('yes') : l10n.t('no'),
    ask: async now => ({ ...now, ...change(!on) }),
  };
}

function text(
  field: 'name' | 'entrypoint' | 'user' | 'workingDirectory' | 'network',
  icon: string,
  label: string,
  placeHolder: string,
  description: string,
): Choice {
  return {
    label,
    iconPath: new ThemeIcon(icon),
    description,
    ask: async now => {
      const value = await window.showInputBox({
        title: label,
        value: now[field],
        placeHolder,
        ignoreFocusOut: true,
      });
      return value === undefined ? now : { ...now, [field]: value.trim() };
    },
  };
}

/** What each word of a list must look like, and what is said of one that does not. */
interface Form {
  readonly form: RegExp;
  readonly example: string;
}

const PORTS: Form = { form: /^[\d.:[\]a-f-]+(?:\/(?:tcp|udp|sctp))?$/i, example: '8080:80' };
const VOLUMES: Form = { form: /^(?:\/|[^/].*:\/|[a-z]:[\\/])/i, example: '/home/me/data:/data' };
const VARIABLES: Form = { form: /^[^=\s]+=/, example: 'NAME=value' };

function list(
  field: 'ports' | 'volumes' | 'environment' | 'command',
  icon: string,
  label: string,
  placeHolder: string,
  description: string,
  shape?: Form,
): Choice {
  return {
    label,
    iconPath: new ThemeIcon(icon),
    description: description || l10n.t('none'),
    ask: async now => {
      const value = await window.showInputBox({
        title: label,
        prompt: l10n.t('Several have blanks between them; what holds a blank stands in quotes.'),
        value: joinWords(now[field]),
        placeHolder,
        ignoreFocusOut: true,
        validateInput: typed => {
          const words = splitWords(typed);
          if (!words) return l10n.t('A quote is left open.');
          const wrong = shape && words.find(word => !shape.form.test(word));
          return wrong === undefined
            ? undefined
            : l10n.t('"{word}" is to be written like this: {example}', {
                word: wrong,
                example: shape?.example ?? '',
              });
        },
      });
      const words = value === undefined ? undefined : splitWords(value);
      return words ? { ...now, [field]: words } : now;
    },
  };
}

function pick(items: readonly (Choice | Separator)[], title: string): Promise<Choice | undefined> {
  return new Promise(resolve => {
    const box = window.createQuickPick<Choice | Separator>();
    box.title = title;
    box.placeholder = l10n.t('Enter runs; choose a line to change it');
    box.matchOnDescription = true;
    box.ignoreFocusOut = true;
    box.items = items;
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      resolve(chosen && 'ask' in chosen ? chosen : undefined);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
