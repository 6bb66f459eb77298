/* A driver of which every function fails in another way; iType picks the variant. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long forever(void) { for (;;) pause(); }

/* 1 past the end by one zero byte, 2 by 20,000 bytes, 3 before the start, 4 no zero byte at all. */
long iReadCardBas(int type, char *out) {
  if (type == 1) out[1024] = 0;
  if (type == 2) memset(out, 'A', 21024);
  if (type == 3) out[-1] = 0;
  if (type == 4) memset(out, 'A', 1024);
  return 0;
}

long iReadCard(int type, int authentication, const char *card, char *address, char *out) {
  (void)type; (void)card;
  if (authentication == 1) strcat(address, "|");
  *out = 0;
  return 0;
}

/* 1 wild pointer, 2 abort, 3 exit, 4 a signal from outside. */
long iVerifyPIN(int type, char *out) {
  if (type == 1) *(volatile int *)8 = 1;
  if (type == 2) abort();
  if (type == 3) _exit(3);
  raise(SIGTERM);
  (void)out;
  return 0;
}

long iChangePIN(int type, char *out) { (void)type; (void)out; return forever(); }
long iDoDebit(int type, const char *card, const char *pay, char *out) {
  (void)type; (void)card; (void)pay; (void)out;
  return forever();
}

/* Debug output: 1 without a line end, 2 a line in GBK, 3 a line that looks like a message, 4 two MiB. */
long iReadDebitRecord(int type, char *out) {
  strcpy(out, "1|");
  if (type == 1) printf("reading...");
  if (type == 2) printf("\xb2\xe2\xca\xd4\n\n");
  if (type == 3) printf("{\"id\":99,\"result\":{}}\n");
  if (type == 4) for (int i = 0; i < 2048; i++) { for (int j = 0; j < 1023; j++) putchar('x'); putchar('\n'); }
  fflush(stdout);
  return 0;
}

/* No function of this driver answers with an error code as well as this one. */
long iUnblockPIN(int type, const char *card, char *out) { (void)type; (void)card; (void)out; return -27010; }
long iReloadPIN(int type, const char *card, char *out) { (void)type; (void)card; (void)out; return -24; }
