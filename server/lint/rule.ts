import type { Model } from '../semantics/model.ts';
import type { Holes } from '../syntax/message.ts';
import type { Dockerfile, Span } from '../syntax/tree.ts';
import type { Edit, Severity, Tag } from './diagnostic.ts';
import type { RuleOptions } from './options.ts';
import type { ShellCode } from './shell/code.ts';
import type { BuildStage } from './stages.ts';
import type { Suppression } from './suppressions.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A rule in one file: its check, its texts, and the examples that are both its tests and its page. The texts
 * are templates with `{name}` holes: the compiler sees to it that each report fills exactly the holes of its
 * message.
 */
export function defineRule<
  const M extends Readonly<Record<string, MessageDefinition>>,
  const F extends Readonly<Record<string, FixDefinition>>,
>(rule: RuleDefinition<M, F>): Rule {
  return rule;
}

/** A rule as the runner, the pages and the tests see it. */
export interface Rule extends RuleFacts {
  readonly messages: Readonly<Record<string, MessageDefinition>>;
  readonly fixes: Readonly<Record<string, FixDefinition>>;
  readonly examples: readonly Example[];
  check(context: RuleContext): void;
}

interface RuleFacts {
  /** File name, name of the page, and key in settings: names the pattern it finds. */
  readonly id: string;
  /** The names users already know, BuildKit's and hadolint's; a message may narrow them. */
  readonly aliases: readonly string[];
  /** First version of Strata that has it. */
  readonly since: string;
  readonly severity: Severity;
  /** On without any configuration; a message may say otherwise. */
  readonly recommended: boolean;
  /** BuildKit runs this check only where `# check=experimental=` asks for it. */
  readonly experimental?: true;
  /** What it finds hangs on more than the file: a comment that silences nothing here may be needed elsewhere. */
  readonly contextual?: true;
  /** It looks at what the others found, and so runs after them. */
  readonly last?: true;
  readonly tags?: readonly Tag[];
  /** One line for lists. */
  readonly summary: string;
  /** Why it matters, when to switch it off, why the fix is safe. */
  readonly docs: string;
}

/** A template, or one with its own ways. */
export type MessageDefinition =
  | string
  | {
      readonly text: string;
      /** The names of this very finding, where not all of the rule's apply. */
      readonly aliases?: readonly string[];
      readonly recommended?: boolean;
      readonly severity?: Severity;
    };

export interface FixDefinition {
  /** Template of what the user picks. */
  readonly title: string;
  readonly safe: boolean;
}

export type Example = BadExample | GoodExample;

/** Marked text: each `«»` is where the rule reports. */
interface BadExample {
  readonly bad: string;
  /** The message of every mark. */
  readonly message: string;
  /** The text after the fixes; absent when there is no fix. */
  readonly fixed?: string;
  readonly surroundings?: Surroundings;
  readonly options?: RuleOptions;
  /** A word on what the example shows. */
  readonly note?: string;
}

interface GoodExample {
  readonly good: string;
  readonly surroundings?: Surroundings;
  readonly options?: RuleOptions;
  readonly note?: string;
}

export interface RuleContext {
  readonly file: Dockerfile;
  readonly model: Model;
  /** What a build would execute, stage by stage. */
  readonly stages: readonly BuildStage[];
  /** What runs in a shell, or without one. Nothing is parsed before a rule asks. */
  readonly shell: ShellCode;
  readonly surroundings: Surroundings;
  readonly options: RuleOptions;
  /** The names in comments that silence findings. */
  readonly suppressions: readonly Suppression[];
  /** Several fixes are ways to choose from, the best first. */
  /** The argument `line`, 1-based, is another place in the file, to which the finding is then tied. */
  report(span: Span, message: string, args: Arguments, fix?: ReportedFix | readonly ReportedFix[]): void;
}

export interface ReportedFix {
  readonly fix: string;
  readonly args: Arguments;
  readonly edits: readonly Edit[];
}

type Arguments = Readonly<Record<string, string | number>>;

interface RuleDefinition<
  M extends Readonly<Record<string, MessageDefinition>>,
  F extends Readonly<Record<string, FixDefinition>>,
> extends RuleFacts {
  readonly messages: M;
  readonly fixes: F;
  readonly examples: readonly (
    | (Omit<BadExample, 'message'> & { readonly message: keyof M & string })
    | GoodExample
  )[];
  check(context: TypedContext<M, F>): void;
}

interface TypedContext<M, F> extends Omit<RuleContext, 'report'> {
  report<K extends keyof M & string>(
    span: Span,
    message: K,
    args: Filled<TextOf<M[K]>>,
    fix?: TypedFix<F> | readonly TypedFix<F>[],
  ): void;
}

type TypedFix<F> = {
  readonly [K in keyof F & string]: {
    readonly fix: K;
    readonly args: F[K] extends { readonly title: infer T extends string } ? Filled<T> : never;
    readonly edits: readonly Edit[];
  };
}[keyof F & string];

type TextOf<D> = D extends string ? D : D extends { readonly text: infer T extends string } ? T : never;
type Filled<T extends string> = Readonly<Record<Holes<T>, string | number>>;
