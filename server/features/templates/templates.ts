import { dotnetTemplate } from './dotnet.ts';
import { goTemplate } from './go.ts';
import { javaTemplate } from './java.ts';
import { nodeTemplate } from './node.ts';
import { phpTemplate } from './php.ts';
import type { Project } from './project.ts';
import { pythonTemplate } from './python.ts';
import { rubyTemplate } from './ruby.ts';
import { rustTemplate } from './rust.ts';
import { staticTemplate } from './static.ts';
import { type Field, type IgnoreGroup, plainField, type Template, type TemplateId } from './template.ts';

/** What can be written into a folder. */
export interface Proposal {
  readonly id: TemplateId;
  readonly name: string;
  /** The project is of this kind; the others are written for a project of which nothing is known. */
  readonly recognised: boolean;
  readonly dockerfile: string;
  readonly dockerignore: string;
}

/** One proposal for each kind of project, those that fit first. */
export function proposalsFor(project: Project): readonly Proposal[] {
  const proposals = KINDS.map(kind => kind.propose(project));
  return [
    ...proposals.filter(({ recognised }) => recognised),
    ...proposals.filter(({ recognised }) => !recognised),
  ];
}

/** What projects like this one leave out, the patterns of its own kind first. */
export function commonPatterns(project: Project): readonly IgnoreGroup[] {
  return [...KINDS.flatMap(kind => kind.ignore(project) ?? []), ...EVERYWHERE];
}

/** The Dockerfile of each kind with the places that people change first put through `field`. */
export function dockerfileSnippets(
  field: Field,
): readonly { readonly id: TemplateId; readonly name: string; readonly text: string }[] {
  return KINDS.map(({ id, name, snippet }) => ({ id, name, text: snippet(field) }));
}

interface Kind {
  readonly id: TemplateId;
  readonly name: string;
  propose(project: Project): Proposal;
  snippet(field: Field): string;
  /** Undefined for a project of another kind. */
  ignore(project: Project): readonly IgnoreGroup[] | undefined;
}

function kind<Facts>(template: Template<Facts>): Kind {
  const { id, name } = template;
  return {
    id,
    name,
    propose(project) {
      const found = template.detect(project);
      const facts = found ?? template.defaults(plainField);
      return {
        id,
        name,
        recognised: found !== undefined,
        dockerfile: template.dockerfile(facts),
        dockerignore: ignoreFile(template.ignore(facts)),
      };
    },
    ignore(project) {
      const found = template.detect(project);
      return found && template.ignore(found);
    },
    snippet: field => template.dockerfile(template.defaults(field)),
  };
}

/** A project with several manifests is most likely of the kind that comes first. */
const KINDS: readonly Kind[] = [
  kind(goTemplate),
  kind(rustTemplate),
  kind(dotnetTemplate),
  kind(javaTemplate),
  kind(phpTemplate),
  kind(rubyTemplate),
  kind(pythonTemplate),
  kind(nodeTemplate),
  kind(staticTemplate),
];

/** What no image needs and many must not have. */
const EVERYWHERE: readonly IgnoreGroup[] = [
  {
    comment: 'History and what tells of the project to people, not to the build.',
    patterns: ['.git', '.github', '.gitlab-ci.yml', '.gitignore', '.gitattributes'],
  },
  {
    comment: 'Secrets: whatever the build gets may end up in a layer.',
    patterns: ['**/.env', '**/.env.*', '!**/.env.example', '**/*.pem', '**/*.key', '**/id_rsa*'],
  },
  {
    comment: 'The build itself: a change here must not make everything anew.',
    patterns: [
      '**/Dockerfile*',
      '**/Containerfile*',
      '**/.dockerignore',
      '**/compose*.y*ml',
      '**/docker-compose*.y*ml',
    ],
  },
  { comment: 'Editors and systems.', patterns: ['.vscode', '.idea', '**/.DS_Store'] },
];

function ignoreFile(own: readonly IgnoreGroup[]): string {
  const groups = [...own, ...EVERYWHERE];
  return `${groups.map(({ comment, patterns }) => [`# ${comment}`, ...patterns].join('\n')).join('\n\n')}\n`;
}
