/** Each kind of layer as a function, once. */

import type { LayerDocument, LayerOf } from '../plan/schema/layers.ts';
import { compileAccount } from './account.ts';
import { bothOf, type Condition, compileCertificate, compileCondition } from './condition.ts';
import type { LayerContext } from './figures.ts';
import { compileGuarantee } from './guarantee.ts';
import type { CountingLayer, Layer, YearCount } from './layer.ts';
import { compileOverShare } from './overShare.ts';
import { compilePooling } from './pooling.ts';
import { compileQuota } from './quota.ts';
import { compileSingleDisease } from './singleDisease.ts';
import { compileSupplement } from './supplement.ts';

/** A layer with the condition under which it runs. */
export interface ConditionalLayer {
  /** Null holds always. */
  readonly holds: Condition | null;
  readonly run: Layer;
  /** What the year counts when the visit's course has ended. */
  readonly counts: readonly YearCount[];
}

export function compileLayer(document: LayerDocument, context: LayerContext): ConditionalLayer {
  const { when, certificate } = document;
  const kind = compileKind(document, context);
  return {
    holds: bothOf(
      compileCondition(when, context.names),
      compileCertificate(certificate, context.names),
    ),
    run: typeof kind === 'function' ? kind : kind.run,
    counts: typeof kind === 'function' ? [] : kind.counts,
  };
}

const KINDS: {
  readonly [Kind in LayerDocument['layer']]: (
    document: LayerOf<Kind>,
    context: LayerContext,
  ) => Layer | CountingLayer;
} = {
  'family-account': compileAccount,
  pooling: compilePooling,
  quota: compileQuota,
  'single-disease': compileSingleDisease,
  supplement: compileSupplement,
  guarantee: compileGuarantee,
  'over-share': compileOverShare,
};

function compileKind<Kind extends LayerDocument['layer']>(
  document: LayerOf<Kind>,
  context: LayerContext,
): Layer | CountingLayer {
  const compile = KINDS[document.layer as Kind] as (
    document: LayerOf<Kind>,
    context: LayerContext,
  ) => Layer | CountingLayer;
  return compile(document, context);
}
