import type { Assignment, Command, Pipeline, Script, Statement, Word, WordPart } from './model.ts';

/**
 * Calls `visit` for every statement, those inside substitutions and heredocs too, parents first. `parents` are the
 * enclosing statements, outermost first, and is only valid during the call.
 */
export function walkStatements(
  statements: readonly Statement[],
  visit: (statement: Statement, parents: readonly Statement[]) => void,
): void {
  const parents: Statement[] = [];
  const walk = (statement: Statement): void => {
    visit(statement, parents);
    parents.push(statement);
    for (const child of childrenOf(statement)) walk(child);
    parents.pop();
  };
  for (const statement of statements) walk(statement);
}

/** Calls `visit` for every simple command of a script; see {@link walkStatements}. */
export function walkCommands(
  script: Script,
  visit: (command: Command, parents: readonly Statement[]) => void,
): void {
  walkStatements(script.statements, (statement, parents) => {
    if (statement.kind === 'command') visit(statement, parents);
  });
}

/** All simple commands of a script in the order of {@link walkStatements}. */
export function commandsOf(script: Script): readonly Command[] {
  const commands: Command[] = [];
  walkCommands(script, command => commands.push(command));
  return commands;
}

/** All pipelines of two stages or more. */
export function pipelinesOf(script: Script): readonly Pipeline[] {
  const pipelines: Pipeline[] = [];
  walkStatements(script.statements, statement => {
    if (statement.kind === 'pipeline' && statement.stages.length > 1) pipelines.push(statement);
  });
  return pipelines;
}

/** The statements directly inside a statement: its blocks, then those in its words and redirections. */
export function childrenOf(statement: Statement): readonly Statement[] {
  const children: Statement[] = [...bodiesOf(statement)];
  if (statement.kind === 'command') {
    // Most statements are commands: their words are looked at without a list of them.
    for (const { value } of statement.assignments) addStatements(value.parts, children);
    if (statement.name) addStatements(statement.name.parts, children);
    for (const { parts } of statement.args) addStatements(parts, children);
  } else for (const word of wordsOf(statement)) addStatements(word.parts, children);
  if (statement.kind === 'arithmetic' || statement.kind === 'expression')
    addStatements(statement.parts, children);
  for (const { target, heredoc } of statement.redirections) {
    if (target) addStatements(target.parts, children);
    if (heredoc) addStatements(heredoc.parts, children);
  }
  return children;
}

/** The words of a statement itself: assigned values, name and arguments; the list of a `for`; patterns of a `case`. */
export function wordsOf(statement: Statement): readonly Word[] {
  switch (statement.kind) {
    case 'command': {
      const { assignments, name, args } = statement;
      if (assignments.length === 0) return name ? [name, ...args] : args;
      return [...assignments.map(assignedValue), ...(name ? [name] : []), ...args];
    }
    case 'for':
      return statement.words ?? [];
    case 'case':
      return [
        ...(statement.subject ? [statement.subject] : []),
        ...statement.items.flatMap(({ patterns }) => patterns),
      ];
    default:
      return [];
  }
}

const assignedValue = ({ value }: Assignment): Word => value;

function bodiesOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'pipeline':
      return statement.stages;
    case 'list':
      return statement.items;
    case 'if':
      return [
        ...statement.branches.flatMap(({ condition, body }) => [...condition, ...body]),
        ...(statement.otherwise ?? []),
      ];
    case 'loop':
      return [...statement.condition, ...statement.body];
    case 'for':
      return statement.header ? [statement.header, ...statement.body] : statement.body;
    case 'case':
      return statement.items.flatMap(({ body }) => body);
    case 'group':
    case 'function':
    case 'block':
    case 'expression':
      return statement.body;
    default:
      return [];
  }
}

function addStatements(parts: readonly WordPart[], to: Statement[]): void {
  for (const part of parts) {
    if (part.kind === 'substitution') to.push(...part.body);
    else if (part.kind === 'variable') {
      if (part.operand) addStatements(part.operand.parts, to);
    } else if (part.kind === 'array') for (const element of part.elements) addStatements(element.parts, to);
    else addStatements(part.parts, to);
  }
}
