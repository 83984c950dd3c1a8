import { match, type Project, textOf } from './project.ts';
import { cacheMount, EXEC_COMMENT, execForm, joinBlocks, run, SYNTAX, type Template } from './template.ts';

interface Facts {
  readonly version: string;
  /** Path of the project file. */
  readonly project: string;
  /** Name of the program without `.dll`. */
  readonly assembly: string;
  readonly isWeb: boolean;
  /** It needs other projects: packages cannot be told apart from code. */
  readonly refers: boolean;
}

const DOTNET_VERSION = '10.0';

export const dotnetTemplate: Template<Facts> = {
  id: 'dotnet',
  name: '.NET',
  detect(project: Project) {
    const files = project.paths.filter(path => /\.(?:cs|fs|vb)proj$/.test(path));
    const file =
      files.find(path => /Microsoft\.NET\.Sdk\.Web/.test(textOf(project, path))) ?? programOf(project, files);
    if (file === undefined) return undefined;
    const text = textOf(project, file);
    const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    return {
      version: versionOf(text),
      project: file,
      assembly: match(text, /<AssemblyName>([\w.-]+)</) ?? name,
      isWeb: /Microsoft\.NET\.Sdk\.Web/.test(text),
      refers: /<ProjectReference\b/.test(text),
    };
  },
  defaults: field => ({
    version: field(1, DOTNET_VERSION),
    project: `${field(2, 'App')}.csproj`,
    assembly: field(2, 'App'),
    isWeb: true,
    refers: false,
  }),
  dockerfile({ version, project, assembly, isWeb, refers }) {
    const cache = cacheMount('/root/.nuget/packages');
    const folder = project.includes('/') ? `${project.slice(0, project.lastIndexOf('/') + 1)}` : './';
    return joinBlocks(
      [SYNTAX],
      [
        '# Compiles on the machine as it is for whatever platform is asked for: no emulation.',
        `FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${version} AS build`,
        'ARG TARGETARCH',
        'WORKDIR /src',
        ...(refers
          ? ['COPY . .', run(cache, `dotnet publish "${project}" --arch $TARGETARCH --output /out`)]
          : [
              '# Packages change less often than code: on their own they stay cached.',
              `COPY ${quoted(project, folder)}`,
              run(cache, `dotnet restore "${project}" --arch $TARGETARCH`),
              'COPY . .',
              run(cache, `dotnet publish "${project}" --arch $TARGETARCH --no-restore --output /out`),
            ]),
      ],
      [
        '# Only what runs the program, without the compiler.',
        `FROM mcr.microsoft.com/dotnet/${isWeb ? 'aspnet' : 'runtime'}:${version} AS final`,
        'WORKDIR /app',
        'COPY --from=build /out ./',
        '# The image brings this user along: whoever breaks into the program is not root.',
        'USER $APP_UID',
        ...(isWeb ? ['EXPOSE 8080'] : []),
        EXEC_COMMENT,
        execForm('ENTRYPOINT', ['dotnet', `${assembly}.dll`]),
      ],
    );
  },
  ignore: () => [
    { comment: 'Built anew in the image.', patterns: ['**/bin', '**/obj'] },
    { comment: 'Of one machine only.', patterns: ['**/*.user', '.vs', '**/launchSettings.json'] },
  ],
};

/** Names with blanks need the JSON form. */
function quoted(source: string, destination: string): string {
  return /\s/.test(source) ? JSON.stringify([source, destination]) : `${source} ${destination}`;
}

/** The one that makes a program, else the first that holds no tests. */
function programOf(project: Project, files: readonly string[]): string | undefined {
  return (
    files.find(path => /<OutputType>\s*Exe/i.test(textOf(project, path))) ??
    files.find(path => !/test/i.test(path)) ??
    files[0]
  );
}

/** The user of the image exists since 8. */
function versionOf(text: string): string {
  const wanted = match(text, /<TargetFrameworks?>\s*net(\d+\.\d+)/);
  return wanted !== undefined && Number(wanted) >= 8 ? wanted : DOTNET_VERSION;
}
