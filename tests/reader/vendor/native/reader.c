/*
 * A driver with the readers' interface. The name of the port is a folder: while it is there, so is the
 * reader, and while it has a file "card", so is the holder's card; with a file "mute" it does not answer,
 * with a file "swap" it has been changed. PSAM 1 is always in, PSAM 3 is mute.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HANDLE 7
static char folder[400];
static int powered[0x20];

static int has(const char *name) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return access(path, F_OK) == 0;
}

static int absent(int handle, unsigned char slot) {
  if (handle != HANDLE) return -12;
  if (!has(".")) return -11;
  if (slot == 0x01 && !has("card")) powered[slot] = 0;
  if (slot == 0x01) return has("card") ? 0 : -2;
  return slot == 0x11 ? 0 : slot == 0x13 ? -4 : -2;
}

int ICC_Reader_Open(const char *name) {
  if (strlen(name) >= sizeof folder) return -14;
  strcpy(folder, name);
  return has(".") ? HANDLE : -11;
}

int ICC_Reader_Close(int handle) { return handle == HANDLE ? 0 : -12; }

int ICC_Reader_GetStatus(int handle, unsigned char slot) {
  char swap[512];
  snprintf(swap, sizeof swap, "%s/swap", folder);
  if (has("crash")) *(volatile int *)8 = 1;
  if (unlink(swap) == 0) powered[0x01] = 0;
  int code = absent(handle, slot);
  return code ? code : powered[slot] ? 0 : -3;
}

int ICC_Reader_PowerOn(int handle, unsigned char slot, unsigned char *atr) {
  int code = absent(handle, slot);
  if (code) return code;
  if (slot == 0x01 && has("mute")) return -4;
  powered[slot] = 1;
  memcpy(atr, slot == 0x01 ? "\x3B\x02\x14\x50" : "\x3B\x02\x53\x41", 4);
  return 4;
}

int ICC_Reader_PowerOff(int handle, unsigned char slot) {
  int code = absent(handle, slot);
  powered[slot] = 0;
  return code;
}

/* SELECT announces 5 bytes, GET RESPONSE gives them; READ BINARY gives Le bytes; VERIFY says no. */
int ICC_Reader_Application(int handle, unsigned char slot, int length, const unsigned char *command,
                           unsigned char *response) {
  int code = absent(handle, slot);
  if (code) return code;
  if (!powered[slot]) return -3;
  int data = 0;
  const char *sw = "\x90\x00";
  switch (command[1]) {
    case 0xA4: sw = "\x61\x05"; break;
    case 0xC0: memcpy(response, "hello", data = 5); break;
    case 0xB0:
      data = length == 7 ? (command[5] << 8 | command[6] ? command[5] << 8 | command[6] : 65536)
                         : (command[4] ? command[4] : 256);
      memset(response, slot, data);
      break;
    case 0x20: sw = "\x63\xC2"; break;
    case 0x00: *(volatile int *)8 = 1; break;
    case 0x01: for (;;) pause();
    case 0x02: response[65538] = 0; break;
    case 0x03: return 70000;
    case 0x04: return 0;
    default: sw = "\x6D\x00";
  }
  memcpy(response + data, sw, 2);
  return data + 2;
}
