import { type Disposable, EventEmitter, l10n, type Terminal, ThemeIcon, window } from 'vscode';
import type { BuildRun } from './buildRun.ts';

/** Shows logs of builds in terminals: colours, links and search as people know them; one terminal per build. */
export class BuildTerminals implements Disposable {
  readonly #terminals = new Map<BuildRun, Terminal>();
  readonly #closed = window.onDidCloseTerminal(closed => {
    for (const [run, terminal] of this.#terminals) if (terminal === closed) this.#terminals.delete(run);
  });

  show(run: BuildRun): void {
    let terminal = this.#terminals.get(run);
    if (!terminal) {
      terminal = window.createTerminal({
        name: l10n.t('Build {name}', { name: run.name }),
        iconPath: new ThemeIcon('layers'),
        isTransient: true,
        pty: logTerminal(run),
      });
      this.#terminals.set(run, terminal);
    }
    terminal.show(true);
  }

  dispose(): void {
    this.#closed.dispose();
    for (const terminal of this.#terminals.values()) terminal.dispose();
  }
}

/** Reads only; Ctrl+C cancels the build, as it would in a shell. */
function logTerminal(run: BuildRun) {
  const written = new EventEmitter<string>();
  let stop: (() => void) | undefined;
  return {
    onDidWrite: written.event,
    open: () => {
      written.fire(run.log.text());
      stop = run.onText(text => written.fire(text));
    },
    close: () => {
      stop?.();
      written.dispose();
    },
    handleInput: (input: string) => {
      if (input === '\x03') run.cancel();
    },
  };
}
