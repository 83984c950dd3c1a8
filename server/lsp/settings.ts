import type { Connection } from 'vscode-languageserver';
import {
  DEFAULT_LANGUAGE_SETTINGS,
  LANGUAGE_SETTINGS_SECTION,
  type LanguageSettings,
  type RuleSeverity,
} from '../../protocol/language.ts';
import { DOCKER_DIAGNOSTICS_SECTION, dockerRules } from './dockerSettings.ts';

/** With what the client's own settings mean for the server. */
export interface ServerSettings extends LanguageSettings {
  /** Of builds, as written; empty when there is none. */
  readonly contextPath: string;
}

/** Gives the settings in force for a document. */
export interface SettingsStore {
  of(uri: string): Promise<ServerSettings>;
  /** Forgets what was read; `pushed` is what a client sent that cannot be asked. */
  changed(pushed: unknown): void;
  closed(uri: string): void;
}

export function createSettings(
  connection: Connection,
  canAsk: () => boolean,
  initial: () => unknown,
): SettingsStore {
  const known = new Map<string, Promise<ServerSettings>>();
  let pushed: unknown;
  let pushedDocker: unknown;
  return {
    of(uri) {
      const found = known.get(uri);
      if (found) return found;
      const asked = canAsk()
        ? connection.workspace
            .getConfiguration([
              { scopeUri: uri, section: LANGUAGE_SETTINGS_SECTION },
              { scopeUri: uri, section: DOCKER_DIAGNOSTICS_SECTION },
            ])
            .then(
              ([own, docker]: unknown[]) => readSettings(own, docker),
              () => readSettings(undefined),
            )
        : Promise.resolve(readSettings(pushed ?? initial(), pushedDocker));
      known.set(uri, asked);
      return asked;
    },
    closed: uri => {
      known.delete(uri);
    },
    changed(settings) {
      known.clear();
      pushed = find(settings, LANGUAGE_SETTINGS_SECTION) ?? pushed;
      pushedDocker = find(settings, DOCKER_DIAGNOSTICS_SECTION) ?? pushedDocker;
    },
  };
}

/** Whatever a client sends: wrong values count as absent. `docker` is {@link DOCKER_DIAGNOSTICS_SECTION}. */
export function readSettings(value: unknown, docker?: unknown): ServerSettings {
  const { lint, shellcheck, context, images, registry, format, inlayHints } = DEFAULT_LANGUAGE_SETTINGS;
  const [formatPart, hintsPart] = [part(value, 'format'), part(value, 'inlayHints')];
  const { movedTags } = hintsPart;
  const keywordCase = formatPart.keywordCase;
  const contextPath = part(value, 'build').contextPath;
  const lintPart = part(value, 'lint');
  const shellcheckPart = part(value, 'shellcheck');
  const program = shellcheckPart.path;
  const preset = lintPart.preset;
  const rules: Record<string, RuleSeverity> = {};
  for (const [name, severity] of Object.entries(part(lintPart, 'rules'))) {
    if (isSeverity(severity)) rules[name] = severity;
  }
  return {
    lint: {
      enable: flag(lintPart.enable, lint.enable),
      preset:
        preset === 'recommended' || preset === 'all' || preset === 'buildkit' || preset === 'hadolint'
          ? preset
          : lint.preset,
      rules: { ...dockerRules(docker, rules), ...rules },
    },
    shellcheck: {
      enable: flag(shellcheckPart.enable, shellcheck.enable),
      path: typeof program === 'string' ? program.trim() : shellcheck.path,
    },
    context: { scan: flag(part(value, 'context').scan, context.scan) },
    images: { fromEngine: flag(part(value, 'images').fromEngine, images.fromEngine) },
    registry: { enable: flag(part(value, 'registry').enable, registry.enable) },
    format: {
      enable: flag(formatPart.enable, format.enable),
      keywordCase:
        keywordCase === 'upper' || keywordCase === 'lower' || keywordCase === 'preserve'
          ? keywordCase
          : format.keywordCase,
    },
    inlayHints: {
      variables: flag(hintsPart.variables, inlayHints.variables),
      stages: flag(hintsPart.stages, inlayHints.stages),
      movedTags:
        movedTags === 'off' || movedTags === 'known' || movedTags === 'ask'
          ? movedTags
          : inlayHints.movedTags,
    },
    contextPath: typeof contextPath === 'string' ? contextPath.trim() : '',
  };
}

/** A section such as `a.b` of a tree of settings. */
function find(settings: unknown, section: string): unknown {
  let found = settings;
  for (const name of section.split('.')) found = isRecord(found) ? found[name] : undefined;
  return found;
}

function part(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const found = isRecord(value) ? value[name] : undefined;
  return isRecord(found) ? found : {};
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function isSeverity(value: unknown): value is RuleSeverity {
  return ['off', 'hint', 'info', 'warning', 'error'].includes(value as string);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
