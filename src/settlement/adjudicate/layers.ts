/** Each kind of layer as a function, once. */

import type { LayerDocument, LayerOf } from '../plan/schema/layers.ts';
import { compileAccount } from './account.ts';
import { bothOf, type Condition, compileCertificate, compileCondition } from './condition.ts';
import type { Course } from './course.ts';
import type { LayerContext } from './figures.ts';
import { compileGuarantee } from './guarantee.ts';
import { compileOverShare } from './overShare.ts';
import { compilePooling } from './pooling.ts';
import { compileQuota } from './quota.ts';
import { compileSingleDisease } from './singleDisease.ts';
import { compileSupplement } from './supplement.ts';

/** One layer: moves fen of a course. */
export type Layer = (course: Course) => void;

/** A layer with the condition under which it runs. */
export interface ConditionalLayer {
  /** Null holds always. */
  readonly holds: Condition | null;
  readonly run: Layer;
}

export function compileLayer(document: LayerDocument, context: LayerContext): ConditionalLayer {
  const { when, certificate } = document;
  return {
    holds: bothOf(
      compileCondition(when, context.names),
      compileCertificate(certificate, context.names),
    ),
    run: compileKind(document, context),
  };
}

const KINDS: {
  readonly [Kind in LayerDocument['layer']]: (
    document: LayerOf<Kind>,
    context: LayerContext,
  ) => Layer;
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
): Layer {
  const compile = KINDS[document.layer as Kind] as (
    document: LayerOf<Kind>,
    context: LayerContext,
  ) => Layer;
  return compile(document, context);
}
