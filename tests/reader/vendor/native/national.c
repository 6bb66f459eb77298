/* A driver with the national card interface that works. iType 2 has no PSAM, 4 has no card. */
#include <stdio.h>
#include <string.h>

#define CARD_ID "99990000000000000000000000000001"
#define CARD CARD_ID "|X00000019|"
/* "Test A" in Chinese, GBK bytes. */
#define NAME "\xb2\xe2\xca\xd4\xbc\xd7"
#define BASIC "999900|999900199001010010|X00000019|" CARD_ID "|" NAME \
  "|0081D1A2B3|1.00|20101001|20301001|000000000001|TESTDEVICE|"

static int step;
static char files[256];
static char written[512];

static long no_psam(int type) { return type == 4 ? -2 : type == 2 ? -2201 : 0; }

long iReadCardBas(int type, char *out) {
  long code = no_psam(type);
  if (code == 0) strcpy(out, BASIC);
  return code;
}

long iReadCardBas_HSM_Step1(int type, char *out) {
  step = 1;
  strcpy(out, "999900|0081D1A2B3|03|" CARD_ID "|A1A1A1A1|B2B2B2B2|C3C3C3C3|D4D4D4D4|000000000001|");
  return type == 2 ? 0 : -2204;
}

long iReadCardBas_HSM_Step2(const char *key, char *out) {
  if (step != 1 || strcmp(key, "E5E5E5E5|F6F6F6F6|") != 0) return -25;
  step = 0;
  strcpy(out, BASIC);
  return 0;
}

/* Mirrors the question: each tag becomes its value. */
static void answer_files(const char *address, char *out) {
  char name[16];
  const char *at = address;
  *out = 0;
  while (*at) {
    sscanf(at, "%15[^|]", name);
    strcat(out, name);
    strcat(out, "|");
    at = strchr(at, '|') + 1;
    while (*at != '$') {
      char tag[3] = {at[0], at[1], 0};
      if (strcmp(tag, "09") == 0) strcat(out, NAME);
      else { strcat(out, "value"); strcat(out, tag); }
      strcat(out, "|");
      at = strchr(at, '|') + 1;
    }
    strcat(out, "$");
    at++;
  }
}

long iReadCard(int type, int authentication, const char *card, const char *address, char *out) {
  if (strcmp(card, CARD) != 0) return -22;
  if (authentication == 2 && no_psam(type)) return no_psam(type);
  answer_files(address, out);
  return 0;
}

long iReadCard_HSM_Step1(int type, const char *card, const char *address, char *out) {
  if (strcmp(card, CARD) != 0) return -22;
  step = type;
  strcpy(files, address);
  strcpy(out, "03|RKSSSE|A1A1A1A1B2B2B2B2|C3C3C3C3|");
  return 0;
}

long iReadCard_HSM_Step2(const char *key, char *out) {
  if (step != 2 || strcmp(key, "CAFE|") != 0) return -25536;
  answer_files(files, out);
  return 0;
}

long iWriteCard(int type, const char *card, const char *address, const char *data, char *out) {
  if (no_psam(type)) return no_psam(type);
  if (strncmp(address, data, 9) != 0 || strcmp(card, CARD) != 0) return -23;
  strcpy(written, data);
  *out = 0;
  return 0;
}

long iWriteCard_HSM_Step1(int type, const char *card, const char *address, char *out) {
  return iReadCard_HSM_Step1(type, card, address, out);
}

long iWriteCard_HSM_Step2(const char *key, const char *data, char *out) {
  if (strcmp(key, "CAFE|") != 0) return -25536;
  strcpy(written, data);
  *out = 0;
  return 0;
}

long iVerifyPIN(int type, char *out) { (void)type; *out = 0; return 0; }
long iChangePIN(int type, char *out) { (void)type; *out = 0; return -34; }

long iReloadPIN(int type, const char *card, char *out) { (void)card; (void)out; return no_psam(type); }
long iReloadPIN_HSM_Step1(int type, const char *card, char *out) {
  return iReadCard_HSM_Step1(type, card, "", out);
}
long iReloadPIN_HSM_Step2(const char *key, char *out) {
  if (strcmp(key, "CAFE|") != 0) return -25536;
  strcpy(out, "03|STK|A1A1A1A1|045E01010C|864209|");
  return 0;
}
long iReloadPIN_HSM_Step3(const char *key, char *out) {
  *out = 0;
  return strcmp(key, "045E01010CDEADBEEF|") == 0 ? 0 : -27016;
}

long iUnblockPIN(int type, const char *card, char *out) { (void)card; (void)out; return no_psam(type); }
long iUnblockPIN_HSM_Step1(int type, const char *card, char *out) {
  return iReadCard_HSM_Step1(type, card, "", out);
}
long iUnblockPIN_HSM_Step2(const char *key, char *out) {
  (void)key;
  strcpy(out, "03|PUK|A1A1A1A1|8424000004|");
  return 0;
}
long iUnblockPIN_HSM_Step3(const char *key, char *out) {
  *out = 0;
  return strcmp(key, "BEEF|") == 0 ? 0 : -37634;
}

long iDoDebit(int type, const char *card, const char *pay, char *out) {
  if (no_psam(type)) return no_psam(type);
  if (strcmp(card, CARD) != 0 || strcmp(pay, "0.10|12.00|20260131093000|") != 0) return -23;
  strcpy(out, "X00000019|20260131093000|0000000A|12345678|");
  return 0;
}
long iDoDebit_HSM_Step1(int type, const char *card, const char *pay, char *out) {
  (void)type; (void)card; (void)pay;
  strcpy(out, "03|DTK|A1A1A1A1|0007|06|010203040506|00|20260131093000|");
  return 0;
}
long iDoDebit_HSM_Step2(const char *key, char *out) {
  if (strcmp(key, "00000007|20260131093000|663654CB|") != 0) return -37634;
  strcpy(out, "X00000019|20260131093000|0000000A|12345678|");
  return 0;
}
/* The driver's only way to show what was written. */
long iReadDebitRecord(int type, char *out) {
  (void)type;
  for (char *at = written; *at; at++) *out++ = *at == '$' ? ';' : *at;
  strcpy(out, "end|");
  return 0;
}
