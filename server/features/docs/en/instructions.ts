import type { Text } from '../facts.ts';
import type { InstructionName } from '../instructions.ts';

export const instructions: Readonly<Record<InstructionName, Text>> = {
  FROM: {
    summary: 'Starts a build stage on top of an image, of an earlier stage, or of nothing (`scratch`).',
    details:
      'Every stage starts empty-handed: nothing of the stages above is in it unless it is based on one of them or copies from it. `AS` names the stage, so that later `FROM`, `COPY --from` and `RUN --mount` can refer to it and `docker build --target` can stop there. Variables in this line come from `ARG` lines above the first `FROM`. Name a version; a digest (`@sha256:…`) makes the base exactly repeatable.',
    default: 'Without a tag, `latest` is taken.',
  },
  RUN: {
    summary: 'Runs a command on top of what is there and keeps what it changed as a new layer.',
    details:
      'The shell form runs in the shell set by `SHELL`; the JSON form runs the program directly, with no shell to replace variables. A file that a later `RUN` deletes still ships in the layer that made it: clean up within the same `RUN`, or keep caches out of the image with `--mount=type=cache`. The result is reused from the cache as long as the text of the line and everything above it stay the same.',
    default: 'Shell form: `/bin/sh -c` on Linux, `cmd /S /C` on Windows.',
  },
  COPY: {
    summary: 'Copies files and folders from the build context, a stage or another image.',
    details:
      'The content of a folder is copied, not the folder itself. Sources are relative to the build context, never outside it, and what `.dockerignore` takes out is not there. A destination that ends in `/` is a folder; with several sources it has to be one. A relative destination starts at `WORKDIR`. The cache is reused until the content or the permissions of a source change.',
    default: 'Copied files belong to user and group 0 (root).',
  },
  ADD: {
    summary:
      'Copies like `COPY`, and also downloads URLs, clones Git repositories and unpacks local tar archives.',
    details:
      'Prefer `COPY` for plain files: it has no surprises. A local archive is recognised by its content, whatever its name, and is unpacked; a downloaded one is not, unless `--unpack` says so. Pin downloads with `--checksum`.',
    default: 'Files from a URL get permissions 600 and belong to root.',
  },
  WORKDIR: {
    summary:
      'Sets the folder in which the following instructions and the container work, and makes it if needed.',
    details:
      'Holds for `RUN`, `CMD`, `ENTRYPOINT`, `COPY` and `ADD`. A relative path continues from the `WORKDIR` before it: an absolute one says where you are without reading on.',
    default: '`/`, or what the base image sets.',
  },
  ENV: {
    summary: 'Sets environment variables for the following instructions and for the containers of the image.',
    details:
      'They stay in the image and anyone who has it can read them: never put a secret here. For a value that only the build needs use `ARG`. All values of one `ENV` line are computed before any of them is set. Write `name=value`: the older form with a blank takes the whole rest of the line as one value.',
  },
  ARG: {
    summary: 'Declares a build argument: a variable that `docker build --build-arg` can set.',
    details:
      'It holds from its line to the end of its stage. One above the first `FROM` holds for the `FROM` lines only: name it again inside a stage (`ARG NAME`) to use it there. An `ENV` of the same name wins. The values can be read in the history of the image, so they are no place for secrets: use `RUN --mount=type=secret`.',
    default: 'Without a default and without `--build-arg` it is not set.',
  },
  CMD: {
    summary: 'Says what a container of this image runs when `docker run` names nothing else.',
    details:
      'With an `ENTRYPOINT` in JSON form it gives that program its default arguments. Only the last `CMD` counts. Prefer the JSON form: the shell form starts a shell first, and that one, not your program, gets the stop signal.',
  },
  ENTRYPOINT: {
    summary: 'Makes the container run as this program; the arguments of `docker run` are handed to it.',
    details:
      'Use the JSON form: in the shell form `CMD` and the arguments of `docker run` are ignored, and the program does not get the stop signal. Only the last `ENTRYPOINT` counts, and setting one forgets the `CMD` of the base image. `docker run --entrypoint` replaces it.',
  },
  EXPOSE: {
    summary: 'Notes on which ports the program in the container listens.',
    details:
      'It opens nothing: `docker run -p 8080:80` publishes a port, `-P` publishes all exposed ones. It documents the image and is read by `-P`, by Compose and by other tools. A range is written `8000-8010`.',
    default: 'The protocol is `tcp`.',
  },
  USER: {
    summary: 'Sets the user, and optionally the group, for the following instructions and for the container.',
    details:
      'Switch to an ordinary user before `CMD` and `ENTRYPOINT`, so that a fault in the program is not a fault with root rights. A name must exist in the image; a number need not. Without a group the user has its group from `/etc/passwd`, or group 0 when it has no entry there.',
    default: 'root, or what the base image sets.',
  },
  VOLUME: {
    summary: 'Marks folders whose content lives outside the container, in a volume.',
    details:
      'A container that is started without a volume there gets a new, nameless one. What later lines change below such a folder is lost in the legacy builder; BuildKit keeps it. Often it is better to leave the choice to `docker run -v` or Compose.',
  },
  LABEL: {
    summary: 'Adds facts about the image as names and values.',
    details:
      'The names `org.opencontainers.image.*` are standard: `title`, `description`, `source`, `version`, `revision`, `licenses`, `authors` and more. Registries and scanners read them. Use double quotes where a variable is to be replaced.',
  },
  HEALTHCHECK: {
    summary: 'Tells Docker how to find out whether the program in the container still works.',
    details:
      'The command runs inside the container again and again: exit code 0 is healthy, 1 is not. `NONE` switches off the check of the base image. Only the last one counts. Kubernetes does not look at it.',
    default: 'Every 30 s, timeout 30 s, unhealthy after 3 failures in a row.',
  },
  SHELL: {
    summary:
      'Sets the shell that runs the shell form of the following `RUN`, `CMD`, `ENTRYPOINT` and `HEALTHCHECK`.',
    details:
      'Must be in JSON form. With bash, `-o pipefail` makes a pipe fail when any part of it fails. On Windows it switches to PowerShell. It also stays in the image, for images based on this one.',
    default: '`["/bin/sh", "-c"]` on Linux, `["cmd", "/S", "/C"]` on Windows.',
  },
  STOPSIGNAL: {
    summary: 'Sets the signal that `docker stop` sends to end the container.',
    details:
      'A name, with or without `SIG`, or a number. A program that does not end in time is killed with SIGKILL. `docker run --stop-signal` replaces it.',
    default: '`SIGTERM`.',
  },
  ONBUILD: {
    summary: 'Keeps an instruction for later: it runs when another Dockerfile bases a stage on this image.',
    details:
      'It runs right after the `FROM` of that other build, with its build context, and is not passed on to a third one. `ONBUILD`, `FROM` and `MAINTAINER` cannot be kept. Its effect is hard to see from the other Dockerfile: say so in the tag, for example `node:24-onbuild`.',
  },
  MAINTAINER: {
    summary: 'Names the author of the image. Deprecated: use `LABEL org.opencontainers.image.authors=…`.',
  },
};
