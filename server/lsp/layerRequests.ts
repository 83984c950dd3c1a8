import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type KnownImage,
  LINE_LAYERS_REQUEST,
  type LineLayers,
  type LineLayersParams,
} from '../../protocol/layers.ts';
import type { KnownLayers } from '../features/lineLayers.ts';
import { toTextEdit } from './convert.ts';
import { featureRequest } from './featureRequest.ts';
import type { Session } from './session.ts';

/** What the lines of an open Dockerfile did in an image that the client knows. */
export function registerLayers(session: Session): void {
  const { connection, documents } = session;
  connection.onRequest(
    LINE_LAYERS_REQUEST,
    featureRequest(
      session,
      LINE_LAYERS_REQUEST,
      null as LineLayers | null,
      ({ uri, image, build, previous }: LineLayersParams, { lineLayers }): LineLayers | null => {
        const open = documents.get(uri);
        if (open?.kind !== 'dockerfile') return null;
        const document = open.read();
        const found = lineLayers(document, knownLayers({ image, build }), previous && knownLayers(previous));
        return toLineLayers(open.text, found);
      },
    ),
  );
}

function toLineLayers(
  text: TextDocument,
  found: ReturnType<typeof import('../features/lineLayers.ts').lineLayers>,
): LineLayers {
  const place = (offset: number) => text.positionAt(offset);
  return {
    version: text.version,
    source: found.source,
    lines: found.lines.map(({ instruction, aligned, grown, step }) => ({
      start: place(instruction.start),
      end: place(instruction.end),
      keyword: instruction.name,
      made: aligned.made === 'elsewhere' ? 'unknown' : aligned.made,
      layer: aligned.layer,
      exact: aligned.exact,
      confidence: aligned.confidence,
      before: aligned.before,
      grown,
      cached: step?.cached,
      milliseconds: step?.milliseconds,
    })),
    stages: found.stages.map(({ stage, bytes, layers, base }) => ({
      line: stage.from.lines.first,
      name: stage.name,
      bytes,
      layers,
      base,
    })),
    otherStages: found.otherStages.map(({ from }) => from.lines.first),
    lost: found.lost.map(({ fixes, ...lost }) => ({
      ...lost,
      fixes: fixes.map(({ edits, ...fix }) => ({
        ...fix,
        edits: edits.map(edit => {
          const { range, newText } = toTextEdit(text, edit);
          return { ...range, newText };
        }),
      })),
    })),
  };
}

function knownLayers({ image, build }: KnownImage): KnownLayers {
  const { provenance } = image;
  return {
    facts: image,
    evidence: {
      built: build?.dockerfile,
      target: build?.target,
      buildArguments: build && new Map(Object.entries(build.buildArguments)),
      provenance: provenance && {
        ...provenance,
        target: provenance.target,
        buildArguments: new Map(Object.entries(provenance.buildArguments)),
      },
    },
    steps: new Map(
      build?.steps.map(({ line, ...step }) => [
        line,
        { cached: step.cached, milliseconds: step.milliseconds },
      ]),
    ),
    lost: image.layers.map(({ lost }) => lost),
  };
}
