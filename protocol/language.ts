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
  readonly shellcheck: {
    /** Run ShellCheck, when the machine has it. */
    readonly enable: boolean;
    /** Program to run; empty: `shellcheck`, wherever the PATH has it. */
    readonly path: string;
  };
  readonly context: {
    /** Walk the build context for the diagnostics and hovers of .dockerignore files. */
    readonly scan: boolean;
  };
  readonly images: {
    /** Offer the images of the client's engine, and tell of them in hovers. */
    readonly fromEngine: boolean;
  };
  readonly registry: {
    /** Ask registries for tags, names and digests: the one switch for all use of the network. */
    readonly enable: boolean;
  };
  readonly format: {
    readonly enable: boolean;
    readonly keywordCase: 'upper' | 'lower' | 'preserve';
  };
  readonly inlayHints: {
    /** Values behind variables. */
    readonly variables: boolean;
    /** Names behind the numbers of stages. */
    readonly stages: boolean;
    /** Behind pinned tags that have moved since: from what is known already, or by asking the registries. */
    readonly movedTags: 'off' | 'known' | 'ask';
  };
}

export const DEFAULT_LANGUAGE_SETTINGS: LanguageSettings = {
  lint: { enable: true, preset: 'recommended', rules: {} },
  shellcheck: { enable: true, path: '' },
  context: { scan: true },
  images: { fromEngine: true },
  registry: { enable: true },
  format: { enable: true, keywordCase: 'upper' },
  inlayHints: { variables: true, stages: true, movedTags: 'known' },
};

/** `initializationOptions` of the server: settings for clients that cannot be asked for them. */
export interface LanguageInitialization {
  readonly settings?: unknown;
  /** False: no program is run until {@link TRUSTED_NOTIFICATION}. */
  readonly trusted?: boolean;
  /** What BuildKit's platform variables stand for in hovers, `os/arch`. */
  readonly platform?: string;
  /** The client has {@link RULE_COMMANDS}. */
  readonly ruleCommands?: boolean;
  /** The client answers {@link IMAGES_REQUEST} and {@link IMAGE_REQUEST}. */
  readonly images?: boolean;
  /** The client answers the requests of `imageTree.ts`. */
  readonly imageTrees?: boolean;
  /** The client answers {@link TAGS_REQUEST}, {@link TAG_REQUEST} and {@link SEARCH_REQUEST}. */
  readonly registries?: boolean;
}

/** Notification from the client: the user trusts the workspace now. */
export const TRUSTED_NOTIFICATION = 'strata/trusted';

/** An image that the client's engine has. Sizes in bytes, times in milliseconds since 1970. */
export interface EngineImage {
  readonly id: string;
  /** `name:tag` and `name@sha256:…`. */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly size: number;
  readonly created: number;
}

/** Custom request to the client, which says in its initialization that it answers: all images of its engine. */
export const IMAGES_REQUEST = 'strata/images';
/** `null` when no engine answers, or none may be asked. */
export type ImagesAnswer = { readonly images: readonly EngineImage[] } | null;

/** Custom request to the client: one image, looked at more closely. */
export const IMAGE_REQUEST = 'strata/image';
export interface ImageParams {
  readonly reference: string;
}
/** `image` is `null` when the engine does not have it. */
export type ImageAnswer = {
  readonly image: (EngineImage & { readonly platforms: readonly string[] }) | null;
} | null;

/** A repository in full: `docker.io` and `library/node` for `node`. */
export interface RepositoryParams {
  readonly domain: string;
  readonly path: string;
}

/** Custom request to the client: all tags of a repository, as its registry lists them. */
export const TAGS_REQUEST = 'strata/tags';
/** `null` when the registry does not answer, or may not be asked. */
export type TagsAnswer = {
  readonly tags: readonly string[];
  /** When the registry listed them, in milliseconds since 1970; offline that may be days ago. */
  readonly asOf?: number;
} | null;

/** Custom request to the client: what a tag or digest stands for in its registry now. */
export const TAG_REQUEST = 'strata/tag';
export interface TagParams extends RepositoryParams {
  /** A tag or a digest. */
  readonly tag: string;
  /** Answer with what was heard before, if anything: no registry is asked. */
  readonly remembered?: boolean;
}
/** `description` is `null` when the registry does not have it. */
export type TagAnswer = { readonly description: RemoteTag | null } | null;
export interface RemoteTag {
  readonly digest: string;
  /** `os/architecture[/variant]`. */
  readonly platforms: readonly string[];
  /** Bytes of the compressed layers for one platform. */
  readonly size: number | null;
  /** Milliseconds since 1970. */
  readonly created: number | null;
  /** When the registry said so, in milliseconds since 1970. */
  readonly asOf?: number;
}

/** Custom request to the client: repositories of Docker Hub by words. */
export const SEARCH_REQUEST = 'strata/searchImages';
export interface SearchParams {
  readonly text: string;
}
export type SearchAnswer = { readonly repositories: readonly FoundRepository[] } | null;
export interface FoundRepository {
  /** As people write it: `node`, `bitnami/redis`. */
  readonly name: string;
  readonly description: string;
  readonly official: boolean;
}

/** Notification from the client: what was said of images holds no longer. */
export const IMAGES_CHANGED_NOTIFICATION = 'strata/imagesChanged';

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
  /** Ids of the secrets and ssh agents that RUN mounts, each once. */
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
}

/** Commands of the client that code actions name. Argument: the name of a rule; `configure` also gets the document. */
export const RULE_COMMANDS = { show: 'strata.showRule', configure: 'strata._configureRule' } as const;

/** Custom request: the page of a rule by any of its names. `null` when there is none. */
export const RULE_PAGE_REQUEST = 'strata/rulePage';
export interface RulePageParams {
  readonly name: string;
}
export interface RulePage {
  readonly id: string;
  /** `null` for a rule that is not Strata's own: its page is elsewhere. */
  readonly markdown: string | null;
  readonly url: string | null;
}

/** Custom request: all rules, in the order of their ids. */
export const RULES_REQUEST = 'strata/rules';
export interface RuleSummary {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
}

/** Custom request: a Dockerfile and a .dockerignore for a folder, of which the client tells what is in it. */
export const NEW_FILES_REQUEST = 'strata/newFiles';
export interface NewFilesParams {
  /** Relative to the folder, with `/`; of the folder itself and one level below. Folders end in `/`. */
  readonly paths: readonly string[];
  /** Texts of those that {@link isManifest} names. */
  readonly texts: Readonly<Record<string, string>>;
}
export interface NewFiles {
  /** One for each kind of project, those that fit first. */
  readonly proposals: readonly {
    readonly id: string;
    readonly name: string;
    readonly recognised: boolean;
    readonly dockerfile: string;
    readonly dockerignore: string;
  }[];
}

/** Whether the text of a file helps to tell what a project is. */
export function isManifest(path: string): boolean {
  return /\.(?:cs|fs|vb)proj$/.test(path) || MANIFESTS.includes(path);
}

const MANIFESTS: readonly string[] = [
  ...['package.json', '.nvmrc', '.node-version', 'go.mod', 'main.go', 'Cargo.toml', 'pom.xml'],
  ...['build.gradle', 'build.gradle.kts', 'composer.json', 'Gemfile', '.ruby-version'],
  ...['requirements.txt', 'pyproject.toml', 'Pipfile', 'setup.py', '.python-version'],
];

export interface FileTally {
  readonly files: number;
  readonly bytes: number;
}

/** Custom request: what a build of this Dockerfile would be sent; of an ignore file, what it leaves of its context. */
export const CONTEXT_REQUEST = 'strata/context';
export interface ContextParams {
  /** A Dockerfile or an ignore file, on disk or open. */
  readonly uri: string;
  /** Forget what is known of the folder first. */
  readonly anew?: boolean;
  /** As if this were the text of the ignore file. */
  readonly text?: string;
}
export interface ContextSummary {
  /** URI, with a `/` at the end. */
  readonly folder: string;
  /** URI of the ignore file in force; `null` when there is none. */
  readonly ignoreFile: string | null;
  readonly sent: FileTally;
  readonly ignored: FileTally;
  /** False when there is more than was looked at. */
  readonly complete: boolean;
  /** Folders that could not be read, some of them. */
  readonly unreadable: readonly string[];
  /** Why Docker refuses the ignore file; 0-based line. */
  readonly problem: { readonly line: number; readonly message: string } | null;
}
/** `null` where there are no files to look at. */
export type ContextAnswer = ContextSummary | null;

/** Custom request: a page of what is in a folder of a context, the largest first. */
export const CONTEXT_ENTRIES_REQUEST = 'strata/contextEntries';
export interface ContextEntriesParams extends ContextParams {
  /** Relative to the context, `''` for its top. */
  readonly path: string;
  /** Also what is not sent. */
  readonly withIgnored: boolean;
  readonly offset: number;
  readonly limit: number;
}
export interface ContextRow {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly sent: FileTally;
  readonly ignored: FileTally;
  /** The patterns take it out; of a folder some of the content may still be sent. */
  readonly isIgnored: boolean;
  /** The pattern that decides, with its 0-based line. */
  readonly decidedBy: { readonly line: number; readonly pattern: string } | null;
  readonly unreadable: boolean;
}
export type ContextEntriesAnswer = { readonly rows: readonly ContextRow[]; readonly total: number } | null;

/** Custom request: which of these paths a build is not sent. */
export const CONTEXT_IGNORED_REQUEST = 'strata/contextIgnored';
export interface ContextIgnoredParams extends ContextParams {
  readonly paths: readonly string[];
}
export type ContextIgnoredAnswer = { readonly ignored: readonly boolean[] } | null;

/** Custom request: the ignore file with a line more or less, so that a path is left out or sent. */
export const CONTEXT_EDIT_REQUEST = 'strata/contextEdit';
export interface ContextEditParams extends ContextParams {
  readonly path: string;
  readonly action: 'ignore' | 'restore';
}
/** The whole new text of the file at `uri`, which may not be there yet, and the 0-based line to look at. */
export type ContextEditAnswer = { readonly uri: string; readonly text: string; readonly line: number } | null;

/** Custom request: the files and whole folders on which the pattern in a line of an ignore file decides. */
export const CONTEXT_MATCHES_REQUEST = 'strata/contextMatches';
export interface ContextMatchesParams extends ContextParams {
  /** 0-based. */
  readonly line: number;
}
export type ContextMatchesAnswer = {
  readonly pattern: string;
  /** The largest first. */
  readonly matches: readonly { readonly path: string; readonly bytes: number; readonly isFolder: boolean }[];
  /** There are more. */
  readonly cut: boolean;
} | null;

/** Command of the client that shows what {@link CONTEXT_MATCHES_REQUEST} answers; arguments: URI and line. */
export const SHOW_IGNORE_MATCHES_COMMAND = 'strata._showIgnoreMatches';

/** Notification to the client: what was said of contexts may hold no longer. */
export const CONTEXTS_CHANGED_NOTIFICATION = 'strata/contextsChanged';
