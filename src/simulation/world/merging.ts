/** 合并: plans whose stays share a deductible, in between and after a referral; no shipped plan lets them. */

/** From the end of a stay until a referral from it carries no more. */
export const REFERRAL_DAYS = 3;

interface Layer {
  readonly layer: string;
  readonly visits?: readonly string[];
  readonly deductible?: object;
}

/** The version of a plan with its pooling of stays merged so. */
export function mergingVersion<V extends object>(version: V, merge: 'referral' | 'both'): V {
  const { layers } = version as { readonly layers: readonly Layer[] };
  return {
    ...version,
    layers: layers.map((each) => {
      const { layer, visits, deductible } = each;
      if (layer !== 'pooling' || !deductible || !visits?.includes('inpatient')) return each;
      return {
        ...each,
        deductible: { ...deductible, merge, referralWithinDays: REFERRAL_DAYS },
      };
    }),
  };
}
