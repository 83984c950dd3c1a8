import type { CancellationToken, GenericRequestHandler } from 'vscode-languageserver';
import {
  CONTEXT_EDIT_REQUEST,
  CONTEXT_ENTRIES_REQUEST,
  CONTEXT_IGNORED_REQUEST,
  CONTEXT_MATCHES_REQUEST,
  CONTEXT_REQUEST,
  type ContextAnswer,
  type ContextEditAnswer,
  type ContextEditParams,
  type ContextEntriesAnswer,
  type ContextEntriesParams,
  type ContextIgnoredAnswer,
  type ContextIgnoredParams,
  type ContextMatchesAnswer,
  type ContextMatchesParams,
  type ContextParams,
  type ContextRow,
} from '../../protocol/language.ts';
import type { IgnoreFile } from '../ignore/tree.ts';
import { formatMessage } from '../syntax/message.ts';
import { type LocatedContext, readIgnoreText } from './contextFiles.ts';
import type { EvaluatedContext } from './contexts.ts';
import { drive } from './drive.ts';
import { type Features, featureRequest } from './featureRequest.ts';
import type { ServerPorts } from './ports.ts';
import type { Session } from './session.ts';

const MOST_ROWS = 1000;
const MOST_MATCHES = 1000;
const MOST_UNREADABLE = 20;

/** What the client's views ask about build contexts. */
export function registerContexts(session: Session, ports: ServerPorts): void {
  const { connection } = session;

  function serve<P, R>(
    name: string,
    empty: R,
    respond: (params: P, features: Features, token: CancellationToken) => Promise<R>,
  ): void {
    const handler = featureRequest(session, name, empty, respond);
    connection.onRequest(name, handler as GenericRequestHandler<R, never>);
  }

  interface Found extends EvaluatedContext {
    readonly located: LocatedContext;
    readonly file: IgnoreFile;
  }

  async function find(uri: string, token: CancellationToken, text?: string): Promise<Found | undefined> {
    const there = await session.locateContext(uri);
    const located = text === undefined ? there : { ...there, text };
    const file = readIgnoreText(located.text, ports);
    const found = await session.contexts.evaluate(located.folder, file, token);
    return found && { ...found, located, file };
  }

  serve(CONTEXT_REQUEST, null as ContextAnswer, async ({ uri, anew, text }: ContextParams, _, token) => {
    if (anew) session.contexts.forget();
    const found = await find(uri, token, text);
    if (!found) return null;
    const { located, file, evaluation, scan } = found;
    const wrong = file.patterns.find(({ error }) => error);
    return {
      folder: located.folder,
      ignoreFile: located.ignoreFile ?? null,
      sent: evaluation.sent,
      ignored: evaluation.ignored,
      complete: scan.complete,
      unreadable: scan.unreadable.slice(0, MOST_UNREADABLE),
      problem: wrong?.error ? { line: wrong.line, message: formatMessage(wrong.error.message) } : null,
    };
  });

  serve(
    CONTEXT_ENTRIES_REQUEST,
    null as ContextEntriesAnswer,
    async (
      { uri, path, withIgnored, offset, limit }: ContextEntriesParams,
      { entryEffects, findEntry, isLeftOut },
      token,
    ) => {
      const found = await find(uri, token);
      if (!found) return null;
      const folder = findEntry(found.scan.root, path);
      if (folder?.kind !== 'folder') return null;
      const all = entryEffects(found.evaluator, folder, path);
      const wanted = withIgnored ? all : all.filter(effect => !isLeftOut(effect));
      const rows = wanted.slice(offset, offset + Math.min(limit, MOST_ROWS)).map(
        ({ entry, sent, ignored, isIgnored, decidedBy }): ContextRow => ({
          name: entry.name,
          kind: entry.kind,
          sent,
          ignored,
          isIgnored,
          decidedBy: decidedBy
            ? { line: decidedBy.line, pattern: found.file.text.slice(decidedBy.start, decidedBy.end) }
            : null,
          unreadable: entry.kind === 'folder' && entry.problem !== undefined,
        }),
      );
      return { rows, total: wanted.length };
    },
  );

  serve(
    CONTEXT_IGNORED_REQUEST,
    null as ContextIgnoredAnswer,
    async ({ uri, paths }: ContextIgnoredParams, { createMatcher, findEntry }, token) => {
      const { text } = await session.locateContext(uri);
      if (text === undefined) return { ignored: paths.map(() => false) };
      const matcher = createMatcher(readIgnoreText(text, ports), { windows: ports.windows });
      const out = paths.filter(path => matcher.ignores(path));
      // Of a folder something may come back: then it counts what is in it.
      const found = out.every(matcher.canSkip) ? undefined : await find(uri, token);
      const isOut = (path: string): boolean => {
        if (matcher.canSkip(path)) return true;
        const entry = found && findEntry(found.scan.root, path);
        return entry?.kind !== 'folder' || found?.evaluator.effectOf(entry)?.sent.files === 0;
      };
      const ignored = new Set(out.filter(isOut));
      return { ignored: paths.map(path => ignored.has(path)) };
    },
  );

  serve(
    CONTEXT_EDIT_REQUEST,
    null as ContextEditAnswer,
    async ({ uri, path, action }: ContextEditParams, { ignorePath, restorePath }) => {
      const { target, text = '' } = await session.locateContext(uri);
      const edited = (action === 'ignore' ? ignorePath : restorePath)(text, path, {
        windows: ports.windows,
      });
      return edited ? { uri: target, ...edited } : null;
    },
  );

  serve(
    CONTEXT_MATCHES_REQUEST,
    null as ContextMatchesAnswer,
    async ({ uri, line }: ContextMatchesParams, { decidedBy }, token) => {
      const found = await find(uri, token);
      const pattern = found?.evaluator.matcher.patterns.find(candidate => candidate.line === line);
      if (!found || !pattern) return null;
      const steps = decidedBy(found.evaluator, found.scan.root, pattern, MOST_MATCHES);
      const decided = await drive(steps, ports.breath, token);
      if (!decided) return null;
      const text = found.file.text.slice(pattern.start, pattern.end);
      return { pattern: text, matches: decided.found, cut: decided.cut };
    },
  );
}
