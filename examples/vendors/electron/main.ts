/**
 * Electron's main process of a hospital system: it alone speaks to the desk service, its page asks it
 * through the bridge of preload.ts. 主进程与桌面服务通信，页面经 preload 调用。
 */

import * as files from 'node:fs';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, safeStorage } from 'electron';
import { connectDesk } from 'onecard/client';
import { type Bill, type Clerk, type Keeper, pairOnce, settleBill, takeBack } from './settle.ts';

/** Files of this user, encrypted with the key of the system's own safe: the token may settle. */
function keeperIn(folder: string): Keeper {
  files.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (name: string) => join(folder, name.replaceAll(/[^A-Za-z0-9-]/g, '_'));
  return {
    kept: (name) =>
      files.existsSync(fileOf(name))
        ? safeStorage.decryptString(files.readFileSync(fileOf(name)))
        : undefined,
    keep(name, value) {
      const file = files.openSync(`${fileOf(name)}.new`, 'w', 0o600);
      files.writeSync(file, safeStorage.encryptString(value));
      files.fsyncSync(file);
      files.closeSync(file);
      files.renameSync(`${fileOf(name)}.new`, fileOf(name));
    },
    forget: (name) => files.rmSync(fileOf(name), { force: true }),
  };
}

function clerkAt(window: BrowserWindow): Clerk {
  return {
    code: () =>
      new Promise((resolve) => {
        ipcMain.handleOnce('code', (_event, code: unknown) => resolve(String(code)));
        window.webContents.send('code-wanted');
      }),
    async agrees(cash) {
      const fen = BigInt(cash);
      const yuan = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
      const { response } = await dialog.showMessageBox(window, {
        type: 'question',
        message: `收现金 ${yuan} 元，确认结算？`,
        buttons: ['不结算', '确认结算'],
        // Enter held down settles nothing.
        defaultId: 0,
        cancelId: 0,
      });
      return response === 1;
    },
    sees: (sentence) => window.webContents.send('sentence', sentence),
  };
}

async function start(): Promise<void> {
  await app.whenReady();
  const window = new BrowserWindow({
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.js'),
      contextIsolation: true,
      nodeIntegration: false,
      sandbox: true,
    },
  });
  const keeper = keeperIn(join(app.getPath('userData'), 'onecard'));
  const clerk = clerkAt(window);
  const open = async () => {
    const ways = ['direct'] as const;
    await pairOnce(await connectDesk({ ways }), keeper, clerk);
    return connectDesk({ ways, token: keeper.kept('token') ?? '' });
  };
  ipcMain.handle('settle', async (_event, bill: Bill) =>
    settleBill(await open(), bill, keeper, clerk),
  );
  ipcMain.handle('take-back', async (_event, settlement: string, reason: string) =>
    takeBack(await open(), settlement, reason, keeper),
  );
  await window.loadFile(join(import.meta.dirname, 'index.html'));
}

void start();
