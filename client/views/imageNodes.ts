import type { HistoryStep, ImagePart } from '../../protocol/engine.ts';
import type { FileRow } from '../../protocol/image.ts';
import type { Failure } from '../../protocol/result.ts';
import { shortDigest } from '../format.ts';
import type { InspectRequest } from '../inspector/request.ts';
import type { ImageGroup } from './arrangeImages.ts';
import { type ImageRow, rowName } from './imageRows.ts';

/** A row of the sidebar's list of images; all below an image name it. */
export type ImageNode = GroupNode | RowNode | PartNode | StepNode | FileNode | MoreNode | ProblemNode;

export interface GroupNode {
  readonly kind: 'group';
  readonly row: undefined;
  readonly group: ImageGroup;
}

export interface RowNode {
  readonly kind: 'image';
  readonly row: ImageRow;
  /** The group it stands in, which says a part of its name. */
  readonly group: GroupNode | undefined;
}

/** A platform of an image, or what a builder says of one. */
export interface PartNode {
  readonly kind: 'platform' | 'attestation';
  readonly row: ImageRow;
  readonly part: ImagePart;
  readonly parent: RowNode | PartNode;
}

export interface StepNode {
  readonly kind: 'step';
  readonly row: ImageRow;
  readonly step: HistoryStep;
  readonly index: number;
  /** Counted from 0 at the bottom; undefined for a step without one. */
  readonly layer: number | undefined;
  /** Undefined for the one that the engine takes by itself. */
  readonly platform: string | undefined;
  readonly parent: RowNode | PartNode;
}

export interface FileNode {
  readonly kind: 'file';
  readonly row: ImageRow;
  readonly platform: string | undefined;
  readonly layer: number;
  readonly file: FileRow;
  readonly parent: StepNode | FileNode;
}

/** Stands for the files of a large folder that are not listed yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly row: ImageRow;
  readonly parent: StepNode | FileNode;
  readonly left: number;
}

export interface ProblemNode {
  readonly kind: 'problem';
  readonly row: ImageRow | undefined;
  readonly failure: Failure;
  /** What could not be opened; undefined for the list itself. */
  readonly parent: ImageNode | undefined;
}

/** VS Code hands back to commands what the tree gave it, and other callers anything. */
export function asImageNode(value: unknown): ImageNode | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && 'row' in value
    ? (value as ImageNode)
    : undefined;
}

/** Names a row to VS Code, the same while it stays what it is. */
export function nodeId(node: ImageNode): string {
  switch (node.kind) {
    case 'group':
      return `group ${node.group.grouping} ${node.group.value ?? ''}`;
    case 'image':
      return `image ${node.row.key}`;
    case 'platform':
    case 'attestation':
      return `part ${node.row.key} ${node.part.digest}`;
    case 'step':
      return `step ${node.row.key} ${node.platform ?? ''} ${node.index}`;
    case 'file':
      return `file ${node.row.key} ${node.platform ?? ''} ${node.layer} ${node.file.path}`;
    case 'more':
      return `more ${nodeId(node.parent)}`;
    case 'problem':
      return `problem ${node.parent ? nodeId(node.parent) : ''}`;
  }
}

/** What a row opens in the inspector. */
export function inspectRequest(row: ImageRow, layer?: number, platform?: string): InspectRequest {
  const title = rowName(row) ?? shortDigest(row.image.id);
  return {
    location: { kind: 'engine', reference: row.image.id },
    title,
    preview: true,
    ...(layer !== undefined && { layer }),
    ...(platform !== undefined && { platform }),
  };
}
