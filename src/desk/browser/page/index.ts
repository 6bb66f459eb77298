/** The clerk's page: all elements, and the one that holds them together. */

import { OnecardDesk } from './desk.ts';
import { define, defineElements } from './elements.ts';

defineElements();
// Last: it draws with the others.
define('onecard-desk', OnecardDesk);
