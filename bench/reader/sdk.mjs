// The SDK's connection in a loop: reader, and the adapter when it is not to be the usual one.
import { pcscReaders } from 'onecard/reader';
import { serveLines } from './commands.mjs';

const readers = pcscReaders({ adapter: process.argv[3] });
const reader = (await readers.list()).find(({ name }) => name === process.argv[2]);
const connection = await reader.connect();
await serveLines((command) => connection.transmit(command));
await connection.close();
await readers.close();
