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
} from '../../protocol/language.ts';
import type { LanguageServer } from '../language/languageServer.ts';

/** What the language server says of build contexts; undefined when it does not run or does not know. */
export interface ContextApi {
  summary(params: ContextParams): Promise<NonNullable<ContextAnswer> | undefined>;
  entries(params: ContextEntriesParams): Promise<NonNullable<ContextEntriesAnswer> | undefined>;
  ignored(params: ContextIgnoredParams): Promise<NonNullable<ContextIgnoredAnswer> | undefined>;
  edit(params: ContextEditParams): Promise<NonNullable<ContextEditAnswer> | undefined>;
  matches(params: ContextMatchesParams): Promise<NonNullable<ContextMatchesAnswer> | undefined>;
}

export function contextApi(server: Pick<LanguageServer, 'ask'>): ContextApi {
  return {
    summary: async params => (await server.ask<ContextAnswer>(CONTEXT_REQUEST, params)) ?? undefined,
    entries: async params =>
      (await server.ask<ContextEntriesAnswer>(CONTEXT_ENTRIES_REQUEST, params)) ?? undefined,
    ignored: async params =>
      (await server.ask<ContextIgnoredAnswer>(CONTEXT_IGNORED_REQUEST, params)) ?? undefined,
    edit: async params => (await server.ask<ContextEditAnswer>(CONTEXT_EDIT_REQUEST, params)) ?? undefined,
    matches: async params =>
      (await server.ask<ContextMatchesAnswer>(CONTEXT_MATCHES_REQUEST, params)) ?? undefined,
  };
}
