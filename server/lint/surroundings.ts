import type { ContextFolders } from './contextFolders.ts';

/**
 * What is known beyond the Dockerfile's own text. All of it is optional: a rule that needs what is not there
 * stays silent.
 */
export interface Surroundings {
  /** Text of the ignore file in force for the build, undefined when the context has none or is not known. */
  readonly dockerignore?: string;
  /** What lies in the folders of the context that the file copies from. */
  readonly contextFolders?: ContextFolders;
  /** Names of the build arguments that are given: the defaults of these count for nothing. */
  readonly buildArguments?: ReadonlySet<string>;
  /** Facts about an image named in FROM, by its name as BuildKit would resolve it. */
  readonly baseImages?: Readonly<Record<string, BaseImage>>;
  /** How an image could be pinned, by its name as BuildKit would resolve it. Asked only for what is to be reported. */
  readonly pinsOf?: (reference: string) => ImagePins | undefined;
  /** `os/arch` of the build when the user asks for no other. */
  readonly platform?: string;
}

/** What an engine or a registry says of an image. */
export interface BaseImage {
  /** `os/arch` of what the engine would take for this build. */
  readonly platform: string;
}

/** By what an image can be named so that it stays the same. */
export interface ImagePins {
  /** `sha256:…` under which a registry has it. */
  readonly digest?: string;
  /** Other tags of the same repository that are the same image. */
  readonly tags?: readonly string[];
}
