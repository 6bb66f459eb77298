// The SDK's connection in a loop.
import { pcscReaders } from 'onecard/reader';
import { serveLines } from './commands.mjs';

const readers = pcscReaders();
const reader = (await readers.list()).find(({ name }) => name === process.argv[2]);
const connection = await reader.connect();
await serveLines((command) => connection.transmit(command));
await connection.close();
await readers.close();
