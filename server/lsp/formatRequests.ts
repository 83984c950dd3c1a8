import type { Connection, FormattingOptions, TextEdit } from 'vscode-languageserver';
import type { LanguageSettings } from '../../protocol/language.ts';
import type { FormatOptions } from '../features/format/options.ts';
import type { Edit } from '../lint/diagnostic.ts';
import { toOffset, toSpan, toTextEdit } from './convert.ts';
import { type Features, featureRequest } from './featureRequest.ts';
import {
  dockerfileOf,
  type HasDocument,
  type OpenDockerfile,
  type OpenIgnoreFile,
  type Session,
} from './session.ts';

/** What the formatting requests of the protocol have in common. */
interface FormattingParams extends HasDocument {
  readonly options: FormattingOptions;
}

/** Formatting of a document, of a range, and after a line end. */
export function registerFormatting(session: Session): void {
  const { connection } = session;

  /** Nothing where the setting says so; else what `edits` finds. */
  async function format(
    params: FormattingParams,
    edits: (open: OpenDockerfile, options: FormatOptions) => readonly Edit[],
  ): Promise<TextEdit[]> {
    const open = dockerfileOf(session, params);
    if (!open) return [];
    const version = open.text.version;
    const { uri } = params.textDocument;
    const [{ format: settings }, ignoreMultiline] = await Promise.all([
      session.settings.of(uri),
      session.client().answersConfiguration ? ignoresMultiline(connection, uri) : false,
    ]);
    // While the client was asked, the text may have changed: the edits would hit the wrong places.
    if (!settings.enable || open.text.version !== version) return [];
    const options = formatOptions(params.options, settings, ignoreMultiline);
    return edits(open, options).map(edit => toTextEdit(open.text, edit));
  }

  async function formatIgnore(
    open: OpenIgnoreFile,
    formatIgnoreFile: Features['formatIgnoreFile'],
  ): Promise<TextEdit[]> {
    const { version } = open.text;
    const { format: settings } = await session.settings.of(open.text.uri);
    if (!settings.enable || open.text.version !== version) return [];
    return formatIgnoreFile(open.read()).map(edit => toTextEdit(open.text, edit));
  }

  connection.onDocumentFormatting(
    featureRequest(
      session,
      'formatting',
      [] as TextEdit[],
      (params, { formatDocument, formatIgnoreFile }) => {
        const ignore = session.documents.get(params.textDocument.uri);
        if (ignore?.kind === 'ignore') return formatIgnore(ignore, formatIgnoreFile);
        return format(params, (open, options) => formatDocument(open.read().file, options));
      },
    ),
  );
  connection.onDocumentRangeFormatting(
    featureRequest(session, 'rangeFormatting', [] as TextEdit[], (params, { formatRange }) =>
      format(params, (open, options) =>
        formatRange(open.read().file, toSpan(open.text, params.range), options),
      ),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    featureRequest(session, 'onTypeFormatting', [] as TextEdit[], (params, { formatNewLine }) =>
      format(params, (open, options) =>
        formatNewLine(open.read().file, toOffset(open.text, params.position), options),
      ),
    ),
  );
}

/** More blanks than this are a mistake. */
const MAX_TAB_SIZE = 16;

function formatOptions(
  { insertSpaces, tabSize, ...ends }: FormattingOptions,
  { keywordCase }: LanguageSettings['format'],
  ignoreMultilineInstructions: boolean,
): FormatOptions {
  const width = Number.isInteger(tabSize) && tabSize > 0 ? Math.min(tabSize, MAX_TAB_SIZE) : 4;
  return {
    indent: insertSpaces === false ? '\t' : ' '.repeat(width),
    keywordCase,
    ignoreMultilineInstructions,
    trimTrailingWhitespace: ends.trimTrailingWhitespace !== false,
    insertFinalNewline: ends.insertFinalNewline !== false,
    trimFinalNewlines: ends.trimFinalNewlines !== false,
  };
}

/** A setting that people have from the language server they used before. */
async function ignoresMultiline({ workspace }: Connection, uri: string): Promise<boolean> {
  const section = 'docker.languageserver.formatter';
  const found: unknown = await workspace.getConfiguration({ scopeUri: uri, section }).catch(() => undefined);
  return (
    typeof found === 'object' &&
    found !== null &&
    'ignoreMultilineInstructions' in found &&
    found.ignoreMultilineInstructions === true
  );
}
