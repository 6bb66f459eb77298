/* The floor: SCardTransmit in a loop, nothing else. Speaks the line protocol of peer.mjs. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <winscard.h>

#define EXCHANGES_MAX 100000
#define RESPONSE_BYTES_MAX 65538

static SCARDHANDLE card;
static DWORD protocol;
static BYTE response[RESPONSE_BYTES_MAX];
static int64_t times[EXCHANGES_MAX];

static const BYTE SELECT[] = {0x00, 0xA4, 0x04, 0x00, 0x09, 0xF0, 0x4F, 0x4E,
                              0x45, 0x43, 0x41, 0x52, 0x44, 0x01, 0x00};
static const BYTE READ[] = {0x00, 0xB0, 0x82, 0x00, 0xF0};

static void check(LONG code, const char *call) {
  if (code == SCARD_S_SUCCESS) return;
  fprintf(stderr, "%s: %08lX\n", call, code & 0xFFFFFFFFL);
  exit(1);
}

static DWORD transmit(const BYTE *command, DWORD length) {
  SCARD_IO_REQUEST request = {protocol, sizeof(SCARD_IO_REQUEST)};
  DWORD received = sizeof response;
  check(SCardTransmit(card, &request, command, length, NULL, response, &received), "SCardTransmit");
  return received;
}

static void print_hex(DWORD length) {
  for (DWORD i = 0; i < length; i++) printf("%02x", response[i]);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int compare(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return left < right ? -1 : left > right;
}

int main(int argc, char **argv) {
  SCARDCONTEXT context;
  char line[64];
  int count;
  if (argc != 2) return 64;
  check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context), "SCardEstablishContext");
  check(SCardConnect(context, argv[1], SCARD_SHARE_SHARED, SCARD_PROTOCOL_ANY, &card, &protocol),
        "SCardConnect");
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("ready");
  while (fgets(line, sizeof line, stdin)) {
    if (strcmp(line, "read\n") == 0) {
      print_hex(transmit(SELECT, sizeof SELECT));
      print_hex(transmit(READ, sizeof READ));
      puts("");
    } else if (sscanf(line, "run %d", &count) == 1 && count > 0 && count <= EXCHANGES_MAX) {
      transmit(SELECT, sizeof SELECT);
      for (int i = 0; i < count; i++) {
        int64_t start = now();
        transmit(READ, sizeof READ);
        times[i] = now() - start;
      }
      qsort(times, count, sizeof times[0], compare);
      printf("%lld\n", (long long)times[count / 2]);
    }
  }
  SCardDisconnect(card, SCARD_LEAVE_CARD);
  SCardReleaseContext(context);
  return 0;
}
