/** What must hold inside a layer and between layers. */

import type { Path } from '../document/tree.ts';
import { checkCounters } from './counterRules.ts';
import { checkBandsCount, checkEdges, type Report } from './rules.ts';
import type { ByClass, LayerDocument, LayerOf } from './schema/layers.ts';
import { EVERY_CLASS } from './schema/vocabulary.ts';
import type { VersionDocument } from './schema.ts';

type Share = LayerOf<'pooling'> | LayerOf<'supplement'>;
type Caps = Share['caps'];

export function checkLayers(version: VersionDocument, at: Path, report: Report): void {
  const ids = new Set<string>();
  const pooled = new Set<string>();
  version.layers.forEach((layer, index) => {
    const path = [...at, index];
    if (ids.has(layer.id)) report('plan.layer-twice', [...path, 'id'], { id: layer.id });
    ids.add(layer.id);
    const paid = classesOf(layer, version);
    const figures = (of: ByClass<unknown>, ...fields: Path) =>
      checkFigures(of, paid, [...path, ...fields], report);
    if (layer.layer === 'pooling') checkVisits(layer, pooled, path, report);
    if (layer.layer === 'pooling' || layer.layer === 'supplement') {
      checkShare(layer, version, path, figures, report);
    }
    if ('caps' in layer) checkCaps(layer.caps, path, figures, report);
    checkKind(layer, version.capFilling !== undefined, path, figures, report);
  });
  checkCounters(version.layers, at, report);
}

type CheckFigures = (of: ByClass<unknown>, ...fields: Path) => void;

/** A layer without a condition decides all that is eligible: a second one would find nothing. */
function checkVisits(
  { visits, when, certificate }: LayerOf<'pooling'>,
  pooled: Set<string>,
  at: Path,
  report: Report,
): void {
  visits.forEach((visit, place) => {
    if (pooled.has(visit)) report('plan.visits-twice', [...at, 'visits', place], { visit });
    if (!when && !certificate) pooled.add(visit);
  });
}

function checkKind(
  layer: LayerDocument,
  hasFilling: boolean,
  at: Path,
  figures: CheckFigures,
  report: Report,
): void {
  const needs = needing(at, report);
  switch (layer.layer) {
    case 'quota':
      figures(layer.amounts, 'amounts');
      needs(layer, 'daysMax', layer.per === 'day');
      break;
    case 'single-disease':
      figures(layer.price, 'price');
      if (layer.fund.pays === 'quota') figures(layer.fund.amounts, 'fund', 'amounts');
      else figures(layer.fund.ratios, 'fund', 'ratios');
      break;
    case 'over-share':
      figures(layer.limits, 'limits');
      break;
    case 'guarantee':
      needs(layer, 'counter', layer.over === 'year');
      break;
    case 'supplement': {
      const { base } = layer;
      const isPartial = base.lines !== 'all' && base.of.includes('eligible');
      needing([...at, 'base'], report)(base, 'beforeDeductible', isPartial);
      if (base.lines !== 'all' && base.of.includes('above-cap') && !hasFilling) {
        report('plan.switch-missing', [...at, 'base'], { field: 'capFilling' });
      }
      break;
    }
    case 'pooling':
    case 'family-account':
      break;
  }
}

/** A field that must be there in one case and must not in every other. */
function needing(at: Path, report: Report) {
  return (of: object, field: string, isNeeded: boolean) => {
    const isThere = (of as Record<string, unknown>)[field] !== undefined;
    if (isNeeded && !isThere) report('plan.switch-missing', [...at, field], { field });
    if (!isNeeded && isThere) report('plan.switch-unwanted', [...at, field], { field });
  };
}

function checkShare(
  layer: Share,
  version: VersionDocument,
  at: Path,
  figures: CheckFigures,
  report: Report,
): void {
  const { deductible, bands, ratios } = layer;
  if (deductible) {
    const path = [...at, 'deductible'];
    figures(deductible.amounts, 'deductible', 'amounts');
    const needs = needing(path, report);
    const { merge } = deductible;
    needs(deductible, 'referralWithinDays', merge === 'referral' || merge === 'both');
    const rows = Object.entries(deductible.amounts);
    needs(
      deductible,
      'admissionsCounted',
      rows.some(([, { byAdmission }]) => byAdmission !== undefined),
    );
    for (const [name, figure] of rows) {
      const hasOne = (figure.amount === undefined) !== (figure.byAdmission === undefined);
      const facts = { choose: 'amount | byAdmission' };
      if (!hasOne) report('plan.choose-one', [...path, 'amounts', name], facts);
    }
  }
  if (bands) {
    const path = [...at, 'bands'];
    checkEdges(bands.edges, [...path, 'edges'], report);
    needing(path, report)(bands, 'counter', bands.over === 'year');
    const { ratioApplied } = version.rounding;
    const isByPayment = bands.measuredOn === 'payment';
    if (ratioApplied === 'per-line' || (isByPayment && ratioApplied !== 'per-band')) {
      report('plan.bands-rounding', path);
    }
  }
  figures(ratios, 'ratios');
  for (const [name, { ratio, byBand }] of Object.entries(ratios)) {
    const path = [...at, 'ratios', name];
    if ((ratio === undefined) === (byBand === undefined)) {
      report('plan.choose-one', path, { choose: 'ratio | byBand' });
    } else if (byBand && !bands) {
      report('plan.switch-missing', [...at, 'bands'], { field: 'bands' });
    } else if (byBand && bands) {
      checkBandsCount(bands.edges, byBand, [...path, 'byBand'], report);
    }
  }
}

function checkCaps(caps: Caps, at: Path, figures: CheckFigures, report: Report): void {
  caps.forEach((cap, index) => {
    const path = [...at, 'caps', index];
    const needs = needing(path, report);
    needs(cap, 'counter', cap.over !== 'visit');
    needs(cap, 'sharedBy', cap.over !== 'visit');
    needs(cap, 'beyond', cap.measuredOn === 'payment');
    figures(cap.amounts, 'caps', index, 'amounts');
  });
}

/** The paid classes that a layer speaks of. */
function classesOf({ when }: LayerDocument, { institutionClasses }: VersionDocument) {
  const { classes } = when ?? {};
  return Object.keys(institutionClasses).filter(
    (name) => institutionClasses[name]!.paid && (!classes || classes.includes(name)),
  );
}

/** One figure for each paid class of institutions or one for every class, and none for another. */
function checkFigures(
  figures: ByClass<unknown>,
  paid: readonly string[],
  at: Path,
  report: Report,
): void {
  const names = Object.keys(figures);
  if (names.includes(EVERY_CLASS)) {
    if (names.length > 1) report('plan.choose-one', at, { choose: `${EVERY_CLASS} | …` });
    return;
  }
  for (const name of paid) {
    if (!names.includes(name)) report('plan.class-missing', at, { class: name });
  }
  for (const name of names) {
    if (!paid.includes(name)) report('plan.class-unknown', [...at, name], { class: name });
  }
}
