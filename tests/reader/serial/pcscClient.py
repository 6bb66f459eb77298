"""A stranger to this package that uses the card through PC/SC: JSON lines in, JSON lines out.

{"op": "connect", "protocol": "T=0" | "T=1" | "any"}   waits up to 10 s for reader and card
{"op": "transmit", "hex": "00A40000"}
{"op": "disconnect"}
{"op": "run", "argv": ["opensc-tool", "-a"]}
"""

import json
import subprocess
import sys
import time

from smartcard import scard

WAIT_SECONDS_MAX = 10
PROTOCOLS = {
    "T=0": scard.SCARD_PROTOCOL_T0,
    "T=1": scard.SCARD_PROTOCOL_T1,
    "any": scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
}


class Client:
    def __init__(self):
        self.context = None
        self.card = None
        self.protocol = None

    def connect(self, protocol):
        if self.context is None:
            code, self.context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
            if code != scard.SCARD_S_SUCCESS:
                return {"code": code & 0xFFFFFFFF}
        until = time.monotonic() + WAIT_SECONDS_MAX
        while True:
            code, names = scard.SCardListReaders(self.context, [])
            if code == scard.SCARD_S_SUCCESS and names:
                code, self.card, self.protocol = scard.SCardConnect(
                    self.context, names[0], scard.SCARD_SHARE_SHARED, PROTOCOLS[protocol]
                )
                if code == scard.SCARD_S_SUCCESS:
                    _, name, _, _, atr = scard.SCardStatus(self.card)
                    return {
                        "code": 0,
                        "reader": names[0],
                        "atr": bytes(atr).hex(),
                        "protocol": "T=1" if self.protocol == scard.SCARD_PROTOCOL_T1 else "T=0",
                    }
            if time.monotonic() > until:
                return {"code": code & 0xFFFFFFFF}
            time.sleep(0.05)

    def transmit(self, text):
        pci = scard.SCARD_PCI_T1 if self.protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
        code, answer = scard.SCardTransmit(self.card, pci, list(bytes.fromhex(text)))
        return {"code": code & 0xFFFFFFFF, "hex": bytes(answer).hex() if code == 0 else ""}

    def disconnect(self):
        card, self.card = self.card, None
        code = scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD) if card is not None else 0
        return {"code": code & 0xFFFFFFFF}


def run(argv):
    done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    return {"code": done.returncode, "output": done.stdout + done.stderr}


def main():
    client = Client()
    for line in sys.stdin:
        request = json.loads(line)
        op = request["op"]
        if op == "connect":
            answer = client.connect(request["protocol"])
        elif op == "transmit":
            answer = client.transmit(request["hex"])
        elif op == "disconnect":
            answer = client.disconnect()
        else:
            answer = run(request["argv"])
        print(json.dumps(answer), flush=True)


main()
