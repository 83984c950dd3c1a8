import type { Dockerfile, Instruction, Pair, SyntaxError as Problem, Span, Token } from '../syntax/tree.ts';

export { buildModel } from './buildModel.ts';

/** What a Dockerfile means: stages, what they refer to, and what holds at each place. Made by {@link buildModel}. */
export interface Model {
  readonly file: Dockerfile;
  /** The instructions before the first FROM: ARG, and whatever is wrong there. */
  readonly preamble: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The stage of the last FROM, which is built when none is asked for. */
  readonly target: Stage | undefined;
  /** Every name or number that points to a stage or image, in the order of the file. */
  readonly references: readonly Reference[];
  /**
   * What BuildKit refuses when it puts in variables and makes steps of the instructions; what it refuses earlier is
   * in {@link Dockerfile.errors}. In the order of the file.
   */
  readonly errors: readonly Problem[];
  /** The stage of the last FROM that starts at or before the offset; undefined before the first. */
  stageAt(offset: number): Stage | undefined;
  /** The instruction on whose lines the offset is; an ONBUILD rather than its trigger. */
  instructionAt(offset: number): Instruction | undefined;
  /** A stage as `--from` and `--target` find it: by number, or by name whatever its case. The last of a name wins. */
  findStage(nameOrNumber: string): Stage | undefined;
  /** The variables that a word of an instruction can use at an offset. */
  scopeAt(offset: number): Scope;
  /** Working directory, user and shell before the instruction at an offset. */
  settingsAt(offset: number): Settings;
}

export interface Stage {
  /** 0-based, as in `--from=0`. */
  readonly index: number;
  /** In lower case; undefined when it has none. */
  readonly name: string | undefined;
  readonly nameToken: Token | undefined;
  readonly from: Instruction;
  /** What follows FROM. */
  readonly instructions: readonly Instruction[];
  /** From the keyword of FROM to the end of the last instruction. */
  readonly span: Span;
  readonly base: Base;
  readonly platform: Token | undefined;
  /** By `--platform` or by the image's name, else that of the base stage, else linux. */
  readonly os: 'linux' | 'windows';
  /** Built when the target is built. */
  readonly reachable: boolean;
  /** Of the references in this stage, FROM's first. */
  readonly references: readonly Reference[];
}

/**
 * What FROM names. missing: nothing is written there. invalid: its expansion fails, in BuildKit's words.
 * `reference` is the expanded text; `token` as written.
 */
export type Base =
  | { readonly kind: 'stage'; readonly stage: Stage; readonly token: Token; readonly reference: string }
  | { readonly kind: 'scratch'; readonly token: Token; readonly reference: string }
  | {
      readonly kind: 'image';
      readonly token: Token;
      readonly reference: string;
      /** Variables in it that have no value. */
      readonly unset: readonly string[];
    }
  | { readonly kind: 'invalid'; readonly token: Token; readonly error: string }
  | { readonly kind: 'missing' };

/** A place that points to a stage, or else to an image or a named context. */
export interface Reference {
  readonly kind: 'from' | 'copy' | 'mount';
  readonly instruction: Instruction;
  /** The name or number alone. */
  readonly token: Token;
  /** As BuildKit looks it up: expanded for FROM. */
  readonly value: string;
  /** Undefined when no stage has that name or number. */
  readonly stage: Stage | undefined;
  /** Below ONBUILD: looked up in the Dockerfile that builds upon this one. */
  readonly onbuild: boolean;
}

/**
 * global: ARG before the first FROM. arg, env: in a stage. platform: `TARGETPLATFORM` and its kin, which every
 * FROM has and a stage gets by ARG. base: from the base image, such as PATH.
 */
export type VariableKind = 'global' | 'arg' | 'env' | 'platform' | 'base';

export interface Variable {
  readonly name: string;
  readonly kind: VariableKind;
  /** With the defaults of the file and the given build arguments; undefined when it is not set. */
  readonly value: string | undefined;
  /** True when the value can only be told at build time, and `value` is what it most likely is. */
  readonly assumed: boolean;
  readonly instruction: Instruction | undefined;
  readonly pair: Pair | undefined;
  /** The stage that declares it; undefined for global ones and those that nobody declares. */
  readonly stage: Stage | undefined;
  /** For an ARG without default: the global or platform argument that gives the value. */
  readonly origin: Variable | undefined;
}

export interface Scope {
  /** Undefined when nothing declares the name. */
  get(name: string): Variable | undefined;
  /** All that is declared, sorted by name. */
  all(): readonly Variable[];
  /** False when the base image may bring variables that are not known here. */
  readonly complete: boolean;
}

export interface Settings {
  /** Absolute; undefined when it depends on the base image. */
  readonly workdir: string | undefined;
  /** Undefined when it depends on the base image. */
  readonly user: string | undefined;
  /** The SHELL in force; undefined: the default one of the stage's system, or the base image's. */
  readonly shell: readonly string[] | undefined;
  readonly shellInstruction: Instruction | undefined;
}

/** What is known from outside the file. */
export interface ModelOptions {
  readonly buildArguments?: ReadonlyMap<string, string>;
  /** Such as `linux/amd64`, the default. */
  readonly targetPlatform?: string;
  readonly buildPlatform?: string;
  /** Stage to build, by name or number. */
  readonly target?: string;
  /** Configuration of a base image, when it is known. */
  readonly baseImage?: (reference: string) => BaseImage | undefined;
}

/** The part of an image's configuration that a stage inherits. */
export interface BaseImage {
  readonly environment: ReadonlyMap<string, string>;
  readonly workdir?: string;
  readonly user?: string;
  readonly shell?: readonly string[];
}
