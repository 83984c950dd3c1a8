import { randomUUID } from 'node:crypto';
import { EventEmitter, l10n, type Pseudoterminal, type TerminalDimensions, ThemeIcon, window } from 'vscode';
import type { RunRequest } from '../../protocol/containers.ts';
import type { EngineHost } from '../engineHost.ts';
import { failureLine } from '../failureText.ts';

/** Runs a container over the engine's API in a terminal of its own; closing the terminal stops the container. */
export function openRunTerminal(host: EngineHost, title: string, request: Omit<RunRequest, 'runId'>): void {
  window
    .createTerminal({
      name: title,
      iconPath: new ThemeIcon('package'),
      isTransient: true,
      pty: runTerminal(host, { ...request, runId: randomUUID() }),
    })
    .show();
}

function runTerminal(host: EngineHost, request: RunRequest): Pseudoterminal {
  const { runId, interactive } = request;
  const written = new EventEmitter<string>();
  const controller = new AbortController();
  let size: TerminalDimensions | undefined;
  let ended = false;

  // A terminal of its own speaks for itself; else only the line feeds need help.
  const write = (text: string): void => written.fire(interactive ? text : text.replace(/\r?\n/g, '\r\n'));
  const say = (text: string): void => written.fire(`\x1b[2m${text.replace(/\r?\n/g, '\r\n')}\x1b[0m\r\n`);
  const resize = (): void => {
    if (!size || !interactive || ended) return;
    const { columns, rows } = size;
    void host.engine(engine => engine.resizeRun({ runId, columns, rows }));
  };

  async function run(): Promise<void> {
    const done = await host.engine(engine =>
      engine.runContainer(request, {
        signal: controller.signal,
        onProgress: event => {
          if (event.kind === 'output') return write(event.text);
          for (const warning of event.warnings) say(warning);
          resize();
        },
      }),
    );
    ended = true;
    say(
      done.ok
        ? l10n.t('The container has ended with code {code}. Any key closes this terminal.', {
            code: done.value.exitCode,
          })
        : `${failureLine(done.failure)}\n${done.failure.detail ?? ''}`.trim(),
    );
  }

  const closed = new EventEmitter<number>();
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: dimensions => {
      size = dimensions;
      say(l10n.t('Running {image}', { image: request.reference }));
      void run();
    },
    setDimensions: dimensions => {
      size = dimensions;
      resize();
    },
    handleInput: text => {
      if (ended) return closed.fire(0);
      if (interactive) void host.engine(engine => engine.writeToRun({ runId, text }));
      // Without a terminal inside there is nobody else to take it.
      else if (text === '\x03') controller.abort();
    },
    close: () => {
      controller.abort();
      written.dispose();
      closed.dispose();
    },
  };
}
