"""pyscard's own binding in a loop. Speaks the line protocol of peer.mjs."""

import sys
import time

from smartcard.scard import (
    SCARD_LEAVE_CARD,
    SCARD_PROTOCOL_T0,
    SCARD_PROTOCOL_T1,
    SCARD_S_SUCCESS,
    SCARD_SCOPE_SYSTEM,
    SCARD_SHARE_SHARED,
    SCardConnect,
    SCardDisconnect,
    SCardEstablishContext,
    SCardReleaseContext,
    SCardTransmit,
)

SELECT = list(bytes.fromhex("00A4040009F04F4E45434152440100"))
READ = list(bytes.fromhex("00B08200F0"))


def check(code, call):
    if code != SCARD_S_SUCCESS:
        sys.exit(f"{call}: {code & 0xFFFFFFFF:08X}")


code, context = SCardEstablishContext(SCARD_SCOPE_SYSTEM)
check(code, "SCardEstablishContext")
code, card, protocol = SCardConnect(
    context, sys.argv[1], SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1
)
check(code, "SCardConnect")


def transmit(command):
    code, response = SCardTransmit(card, protocol, command)
    check(code, "SCardTransmit")
    return response


print("ready", flush=True)
for line in sys.stdin:
    if line == "read\n":
        print((bytes(transmit(SELECT)) + bytes(transmit(READ))).hex(), flush=True)
    else:
        count = int(line.split()[1])
        transmit(SELECT)
        times = []
        for _ in range(count):
            start = time.perf_counter_ns()
            transmit(READ)
            times.append(time.perf_counter_ns() - start)
        times.sort()
        print(times[count // 2], flush=True)
SCardDisconnect(card, SCARD_LEAVE_CARD)
SCardReleaseContext(context)
