/** Section of the settings that the language server reads. */
export const LANGUAGE_SETTINGS_SECTION = 'strata';

export type RuleSeverity = 'off' | 'hint' | 'info' | 'warning' | 'error';

/** What stands under `strata.` in the settings; every part is optional on the wire, with these defaults. */
export interface LanguageSettings {
  readonly lint: {
    readonly enable: boolean;
    readonly preset: 'recommended' | 'all' | 'buildkit' | 'hadolint';
    /** By rule id or alias (`relative-workdir`, `WorkdirRelativePath`, `DL3000`). */
    readonly rules: Readonly<Record<string, RuleSeverity>>;
  };
  readonly context: {
    /** Walk the build context for the diagnostics and hovers of .dockerignore files. */
    readonly scan: boolean;
  };
}

export const DEFAULT_LANGUAGE_SETTINGS: LanguageSettings = {
  lint: { enable: true, preset: 'recommended', rules: {} },
  context: { scan: true },
};

/** `initializationOptions` of the server: settings for clients that cannot be asked for them. */
export interface LanguageInitialization {
  readonly settings?: unknown;
  /** What BuildKit's platform variables stand for in hovers, `os/arch`. */
  readonly platform?: string;
}

/** Custom request: what a build of this Dockerfile can be given. `null` when the server does not know the document. */
export const BUILD_INPUTS_REQUEST = 'strata/buildInputs';
export interface BuildInputsParams {
  readonly uri: string;
}
export interface BuildInputs {
  /** In the order of the file; 0-based lines. */
  readonly stages: readonly {
    readonly index: number;
    readonly name: string | undefined;
    readonly base: string;
    readonly firstLine: number;
  }[];
  /** Build arguments that the file declares, each once, without the predefined ones. */
  readonly arguments: readonly { readonly name: string; readonly defaultValue: string | undefined }[];
}
