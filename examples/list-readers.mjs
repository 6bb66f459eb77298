// Lists the PC/SC readers of this machine, or says what is missing and what to do.
import { explainError, OneCardError } from 'onecard';
import { pcscReaders } from 'onecard/reader';

const readers = pcscReaders();
try {
  for (const { name } of await readers.list()) console.log(name);
} catch (error) {
  if (!(error instanceof OneCardError)) throw error;
  console.log(explainError(error, 'en'));
} finally {
  await readers.close();
}
