/** `onecard/client`: the desk service from a page of the hospital system. No dependency, any browser since 2017. */

export { WAY_CAUSES, WAYS, type Way, type WayCause, type WayReport } from './carrier.ts';
export {
  type CardOptions,
  type ConnectOptions,
  connectDesk,
  DeskClient,
  type Json,
  type SettleOptions,
} from './desk.ts';
export { DeskProblem, type DeskProblemBody } from './problem.ts';
