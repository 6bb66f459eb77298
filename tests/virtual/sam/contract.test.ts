import { describeSamChannel } from './channelContract.ts';
import { describeSam } from './contract.ts';
import { DRIVERS } from './drivers.ts';

for (const [name, make] of Object.entries(DRIVERS)) {
  describeSam(name, make);
  describeSamChannel(name, make);
}
