/** What the page of the hospital system may ask of the main process, and nothing else. */

import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('oneCard', {
  settle: (bill: object): Promise<unknown> => ipcRenderer.invoke('settle', bill),
  takeBack: (settlement: string, reason: string): Promise<unknown> =>
    ipcRenderer.invoke('take-back', settlement, reason),
  giveCode: (code: string): Promise<unknown> => ipcRenderer.invoke('code', code),
  onCodeWanted: (ask: () => void) => ipcRenderer.on('code-wanted', () => ask()),
  onSentence: (show: (sentence: string) => void) =>
    ipcRenderer.on('sentence', (_event, sentence: string) => show(sentence)),
});
