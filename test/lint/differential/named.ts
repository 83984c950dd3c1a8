import type { Case } from './compare.ts';

/** A fact about BuildKit's checks that surprises, with BuildKit's own answer: `Rule line`, lines 1-based. */
export interface NamedCase extends Case {
  readonly name: string;
  readonly findings: readonly string[];
}

export const namedCases: readonly NamedCase[] = [
  {
    name: 'a draw between lower case and capitals goes to capitals',
    dockerfile: 'from scratch\nRUN y\n',
    findings: ['ConsistentInstructionCasing 1'],
  },
  {
    name: 'ARG before the first FROM has no say in the case of instructions',
    dockerfile: 'ARG x\narg y\nFROM scratch\nRUN y\n',
    findings: [],
  },
  {
    name: 'AS is compared with its own FROM, and not at all when that is in mixed case',
    dockerfile: 'FROM scratch as a\nfrom scratch AS b\nFrom scratch aS c\n',
    findings: [
      'FromAsCasing 1',
      'FromAsCasing 2',
      'ConsistentInstructionCasing 2',
      'ConsistentInstructionCasing 3',
    ],
  },
  {
    name: 'stage names are the same whatever their case',
    dockerfile: 'FROM scratch AS a\nFROM scratch AS A\nFROM scratch AS a\n',
    findings: ['StageNameCasing 2', 'DuplicateStageName 2', 'DuplicateStageName 3'],
  },
  {
    name: 'empty lines are reported once, on the last line of the instruction',
    dockerfile: 'FROM scratch\nRUN echo \\\n\n  foo \\\n  # c\n\n  bar\n',
    findings: ['NoEmptyContinuation 7'],
  },
  {
    name: 'an empty line in a continuation does not end it',
    dockerfile: 'FROM scratch\nRUN foo \\\n\nEXPOSE 80:80\n',
    findings: ['NoEmptyContinuation 4'],
  },
  {
    name: 'of several instructions the earlier ones are reported',
    dockerfile: 'FROM scratch\nCMD ["a"]\nCMD ["b"]\nCMD ["c"]\nHEALTHCHECK NONE\nHEALTHCHECK NONE\n',
    findings: [
      'MultipleInstructionsDisallowed 2',
      'MultipleInstructionsDisallowed 3',
      'MultipleInstructionsDisallowed 5',
    ],
  },
  {
    name: 'a stage upon a stage may have its own CMD',
    dockerfile: 'FROM scratch AS a\nCMD ["a"]\nFROM a\nCMD ["b"]\n',
    findings: [],
  },
  {
    name: 'a SHELL also excuses the stages built upon its own',
    dockerfile:
      'FROM scratch AS a\nSHELL ["/bin/sh", "-c"]\nCMD a\nFROM a\nCMD b\nFROM scratch\nENTRYPOINT c\n',
    findings: ['JSONArgsRecommended 7'],
  },
  {
    name: 'a CMD of nothing is in shell form, one of an empty array is not',
    dockerfile: 'FROM scratch\nENTRYPOINT []\nCMD\n',
    findings: ['JSONArgsRecommended 3'],
  },
  {
    name: 'ONBUILD is reported at the FROM that runs it',
    dockerfile: 'FROM scratch AS a\nONBUILD CMD foo\nONBUILD ENV a b\nFROM a AS b\nCMD ["x"]\nFROM b\n',
    findings: ['JSONArgsRecommended 4', 'LegacyKeyValueFormat 4', 'MultipleInstructionsDisallowed 4'],
  },
  {
    name: 'ONBUILD runs only where the last stage needs it',
    dockerfile: 'FROM scratch AS a\nONBUILD WORKDIR foo\nFROM a\nFROM a\n',
    findings: ['WorkdirRelativePath 4'],
  },
  {
    name: 'only the first relative WORKDIR is reported, and none after an absolute one',
    dockerfile:
      'FROM scratch AS a\nWORKDIR foo\nWORKDIR bar\nFROM scratch AS b\nWORKDIR /x\nFROM b\nWORKDIR y\n',
    findings: ['WorkdirRelativePath 2'],
  },
  {
    name: 'a drive letter is relative on Linux, and not reported after another WORKDIR',
    dockerfile: 'FROM scratch\nWORKDIR app\nWORKDIR C:/x\nFROM scratch\nWORKDIR C:/x\n',
    findings: ['WorkdirRelativePath 2', 'WorkdirRelativePath 5'],
  },
  {
    name: 'WORKDIR is judged with its variables put in',
    dockerfile: 'FROM scratch AS a\nENV x=/a\nWORKDIR $x/y\nFROM scratch\nWORKDIR $x\n',
    findings: ['UndefinedVar 5', 'WorkdirRelativePath 5'],
  },
  {
    name: 'a stage from scratch is one for linux, whatever --platform says',
    dockerfile: 'FROM --platform=windows/amd64 scratch AS windows\nENV p=$PATH\nWORKDIR C:/x\n',
    findings: ['WorkdirRelativePath 3'],
  },
  {
    name: 'global and platform arguments reach a stage by ARG only',
    dockerfile:
      'ARG g=1\nFROM scratch AS s\nENV a=$g\nARG g\nENV b=$g\nARG TARGETARCH\nENV c=$TARGETARCH d=$TARGETOS\nFROM s\nENV e=$g$b\n',
    findings: ['UndefinedVar 3', 'UndefinedVar 7'],
  },
  {
    name: 'ENV reads all its values before it sets one, ARG goes one by one',
    dockerfile: 'FROM scratch\nENV A=1 B=$A\nARG c=1 d=$c e f=$e\n',
    findings: ['UndefinedVar 2'],
  },
  {
    name: 'EXPOSE, MAINTAINER and what a shell reads may use anything',
    dockerfile:
      'FROM scratch\nEXPOSE $a\nRUN $b\nCMD ["$c"]\nENTRYPOINT ["$d"]\nHEALTHCHECK CMD $e\nSHELL ["$f"]\nONBUILD ENV a=$g\n',
    findings: [],
  },
  {
    name: 'a fallback does not define a variable',
    dockerfile: 'FROM scratch\nENV a=${b:-x} c=${d+y} e=\'$f\' g=\\$h i="$j"\n',
    findings: ['UndefinedVar 2'],
  },
  {
    name: 'a here-document is expanded unless its word is quoted',
    dockerfile: 'FROM scratch\nCOPY <<A <<"B" /x\n$one\nA\n$two\nB\nCOPY <<"B" /x\n$two\nB\n',
    findings: ['UndefinedVar 2'],
  },
  {
    name: 'FROM knows global and platform arguments',
    dockerfile:
      'ARG a=scratch\nFROM ${b:-scratch}\nFROM --platform=${c:-linux/amd64} $a\nFROM --platform=$BUILDPLATFORM scratch\n',
    findings: ['UndefinedArgInFrom 2', 'UndefinedArgInFrom 3'],
  },
  {
    name: 'the target platform is redundant in any way of writing it',
    dockerfile:
      "FROM --platform=${TARGETPLATFORM:-linux/amd64} scratch\nFROM --platform='$TARGETPLATFORM' scratch\nFROM --platform=linux/$TARGETARCH scratch\n",
    findings: ['RedundantTargetPlatform 1', 'RedundantTargetPlatform 2'],
  },
  {
    name: 'a stage named after its platform may have a fixed one',
    dockerfile:
      'FROM --platform=linux/amd64 scratch AS x-amd64\nFROM --platform=linux/amd64 scratch AS mylinux\nFROM --platform=amd64 scratch\n',
    findings: ['FromPlatformFlagConstDisallowed 3'],
  },
  {
    name: 'words of a secret stand alone or between underscores',
    dockerfile:
      'FROM scratch\nENV A_KEY=a PUBLIC_KEY=b KEYS=c\nARG apikey AUTHOR my_token_x KEY_FILE\nARG PASSWORDS\n',
    findings: [
      'SecretsUsedInArgOrEnv 2',
      'SecretsUsedInArgOrEnv 3',
      'SecretsUsedInArgOrEnv 3',
      'SecretsUsedInArgOrEnv 3',
    ],
  },
  {
    name: 'a global ARG is never a secret',
    dockerfile: 'ARG TOKEN\nFROM scratch\n',
    findings: [],
  },
  {
    name: 'ports are judged with their variables put in',
    dockerfile: 'FROM scratch\nARG p=80/TCP\nEXPOSE $p ${q:-1:2} [::1]:80:90 "81/Udp"\n',
    findings: [
      'ExposeProtoCasing 3',
      'ExposeInvalidFormat 3',
      'ExposeInvalidFormat 3',
      'ExposeProtoCasing 3',
    ],
  },
  {
    name: 'the last comment since the instruction before is its description, whatever empty lines there are',
    dockerfile:
      '# check=experimental=all\nFROM scratch AS a\n# y\n\nARG q\n# q x\n\nARG q\n# y\n#\nARG q\n  # q foo\nARG q\n',
    findings: ['InvalidDefinitionDescription 5', 'InvalidDefinitionDescription 13'],
  },
  {
    name: 'an experimental check that is asked for cannot be skipped',
    dockerfile: '# check=skip=all;experimental=all\n# hi\nFROM scratch AS Foo\n',
    findings: ['InvalidDefinitionDescription 3'],
  },
  {
    name: 'the list of skipped checks ends at a blank',
    dockerfile: '# check=skip=A, StageNameCasing\nFROM scratch AS Foo\n',
    findings: ['StageNameCasing 2'],
  },
  {
    name: 'ignored sources are compared as they are written',
    dockerfile:
      '# check=experimental=all\nFROM scratch\nCOPY a b/ .\nCOPY . /\nADD a /x\nCOPY ./a /y\nCOPY /a /y\nCOPY a/sub/file /y\nADD http://a /y\nENV v=a\nCOPY $v a* /\n',
    files: { '.dockerignore': 'a\nb\n' },
    findings: [
      'CopyIgnoredFile 3',
      'CopyIgnoredFile 3',
      'CopyIgnoredFile 5',
      'CopyIgnoredFile 8',
      'CopyIgnoredFile 11',
    ],
  },
  {
    name: 'everything ignored includes the root',
    dockerfile: '# check=experimental=all\nFROM scratch\nCOPY . /\nCOPY / /\nCOPY /x /\nCOPY ./x /\n',
    files: { '.dockerignore': '*\n' },
    findings: ['CopyIgnoredFile 3', 'CopyIgnoredFile 4', 'CopyIgnoredFile 5'],
  },
  {
    name: 'a file that is brought back is not ignored',
    dockerfile: '# check=experimental=all\nFROM scratch\nCOPY x /\nCOPY x/y /\nCOPY x/z /\n',
    files: { '.dockerignore': 'x\n!x/y\n' },
    findings: ['CopyIgnoredFile 3', 'CopyIgnoredFile 5'],
  },
  {
    name: 'a base image needs a default even when a build argument names it',
    dockerfile: 'ARG GIVEN\nFROM $GIVEN AS a\nFROM scratch${GIVEN#scratch} AS b\nFROM ${GIVEN:-scratch}\n',
    buildArguments: { GIVEN: 'scratch' },
    findings: ['InvalidDefaultArgInFrom 2'],
  },
  {
    name: 'the default of an argument that is given is not read',
    dockerfile: 'FROM scratch\nARG GIVEN=$A OTHER=$B\nARG MORE=$GIVEN\n',
    buildArguments: { GIVEN: 'x' },
    findings: ['UndefinedVar 2'],
  },
];
