/** The digests of the chain, for other logs that are chained. */

export { documentHash, sha256 } from '../../crypto/index.ts';
