"""Settles a bill over the desk service: card, trial, settlement, receipt, and taking it back.

    python3 settle.py BILL.json [REASON]      with a REASON the settlement is taken back

Python 3.8 or later, nothing beside it. 读卡、试算、结算、打印、冲正；答复丢失时按同一幂等键再问，绝不换键重做。
"""

import http.client
import json
import os
import re
import secrets
import sys
import time
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path

DESK = os.environ.get("ONECARD_DESK", "http://127.0.0.1:17100")
KEPT = Path(os.environ.get("ONECARD_KEPT", "onecard-kept"))
# Seconds without an answer before the outcome is called unknown: the service restarts within half a minute.
PATIENCE = int(os.environ.get("ONECARD_PATIENCE", "60"))
# Longer than the service itself waits for a card.
ANSWER_SECONDS = 150
OPERATOR = "测试员"
EXIT_NO, EXIT_UNKNOWN, EXIT_DESK = 20, 21, 30
# The service is at work for another, or starts anew: the same call again, in a moment.
BUSY = ("desk.action-pending", "desk.rate-limited", "desk.stopping")

# A proxy of the hospital has nothing to do with this computer's own service.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Refused(Exception):
    """The service said no, and why: application/problem+json."""

    def __init__(self, problem):
        advice = problem.get("advice", {}).get("clerkDoes", "")
        super().__init__(f"[{problem['code']}] {problem['title']}。{advice}")
        self.code = problem["code"]


class Lost(Exception):
    """No answer came: what was asked for may have been done, or not."""


def call(method, path, body=None, key=None, token=None):
    headers = {"Accept-Language": "zh-CN"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if key:
        headers["Idempotency-Key"] = key
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body, ensure_ascii=False).encode()
    request = urllib.request.Request(DESK + path, data, headers, method=method)
    try:
        with opener.open(request, timeout=ANSWER_SECONDS) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as answer:
        try:
            problem = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as cause:
            raise Lost from cause
        raise Refused(problem) from None
    except (OSError, http.client.HTTPException, ValueError) as cause:
        raise Lost from cause


def until_answered(ask):
    """Asks again, under the same key, as long as nobody answers or the service is busy."""
    since = time.monotonic()
    while time.monotonic() - since < PATIENCE:
        try:
            return ask()
        except Lost:
            pass
        except Refused as no:
            if no.code not in BUSY:
                raise
        time.sleep(0.5)
    raise Lost


def kept(name, make):
    """What this desk must not forget: on the disk before it is used, read back after a power cut."""
    file = kept_file(name)
    if file.exists():
        return file.read_text()
    value = make()
    KEPT.mkdir(mode=0o700, exist_ok=True)
    new = file.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(value)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
    return value


def kept_file(name):
    return KEPT / re.sub(r"[^A-Za-z0-9-]", "_", name)


def forget(name):
    kept_file(name).unlink()


def pair():
    scopes = ["read", "settle", "print", "reverse"]
    pairing = call("POST", "/v1/pairings", {"name": "HIS Python", "scopes": scopes})
    code = input("桌面服务窗口里的六位数字: ").strip()
    return call("POST", f"/v1/pairings/{pairing['id']}/token", {"code": code})["token"]


def yuan(fen):
    return f"{Decimal(fen).scaleb(-2):,.2f}"


def trial(bill, token):
    """What the patient would pay in cash, in fen."""
    result = call("POST", "/v1/trials", {"bill": bill}, token=token)
    if result["outcome"] != "adjudicated":
        sys.exit(no(f"不能结算 {result['outcome']}: {result.get('reasons') or result.get('failed')}"))
    amounts = {payer: int(fen) for payer, fen in result["adjudication"]["byPayer"].items()}
    total = int(result["adjudication"]["total"])
    if sum(amounts.values()) != total:
        raise ValueError("the parts do not add up to the bill")
    for payer, fen in amounts.items():
        print(f"  {payer:<24}{yuan(fen):>14}")
    print(f"  {'合计':<22}{yuan(total):>14}")
    return amounts.get("cash", 0)


def settle(bill, key, token):
    """The visit once it is over. The same key is the same visit, however often it is sent."""
    cash = int(key.split("-")[1])
    body = {"bill": bill, "consent": "asked", "operator": OPERATOR}
    begun = until_answered(lambda: call("POST", "/v1/visits", body, key, token))
    path, step = f"/v1/visits/{begun['id']}", 0
    while True:
        visit = until_answered(lambda: call("GET", path, token=token))
        now = visit["now"]
        if now["step"] != step:
            print("  " + now["sentence"]["zh"])
        step = now["step"]
        if visit["isOver"]:
            return visit
        if now["state"] == "quoted" and "decided" in visit:
            # The clerk's yes was for this amount and no other.
            decided = int(visit["decided"]["adjudication"]["byPayer"].get("cash", "0"))
            confirm(path, decided == cash, token)
        time.sleep(0.2)


def confirm(path, is_accepted, token):
    try:
        call("POST", f"{path}/confirmation", {"isAccepted": is_accepted}, token=token)
    except Lost:
        pass  # The next look says whether it arrived.
    except Refused as refused:
        if refused.code != "desk.visit-state":
            raise


def reverse(settlement, reason, token):
    name = f"reverse-{settlement}"
    key = kept(name, lambda: secrets.token_hex(16))
    body = {"reason": reason, "operator": OPERATOR, "card": "here"}
    path = f"/v1/settlements/{settlement}"
    answer = until_answered(lambda: call("POST", f"{path}/reversal", body, key, token))
    state = until_answered(lambda: call("GET", path, token=token)).get("state")
    print(f"冲正 {answer['outcome']}，该笔现为 {state}")
    if state == "reversed":
        return 0
    if state == "reversing":
        raise Lost
    forget(name)
    return EXIT_NO


def no(text):
    print(text, file=sys.stderr)
    return EXIT_NO


def ask_clerk(bill, token):
    """The key of this bill's settlement: it names the cash, in fen, that the clerk agreed to."""
    card = call("POST", "/v1/cards/read", {}, token=token)
    if card["outcome"] != "verified":
        sys.exit(no("卡未通过验证 " + json.dumps(card["checks"], ensure_ascii=False)))
    print(f"{card['holder']['name']} {card['insurance']['memberNumber']}")
    cash = trial(bill, token)
    if input(f"收现金 {yuan(cash)} 元，确认结算? (y/n) ").strip() != "y":
        sys.exit(no("未结算"))
    return f"{secrets.token_hex(16)}-{cash}"


def run(bill, reason):
    token = kept("token", pair)
    name = f"settle-{bill['billNumber']}"
    # Kept since an earlier run: that settlement is asked for, and no other is begun.
    key = kept(name, lambda: ask_clerk(bill, token))
    visit = settle(bill, key, token)
    state = visit["now"]["state"]
    if state in ("declined", "abandoned", "voided", "reversed"):
        # Nothing stands; another attempt is another visit.
        forget(name)
        return no(visit.get("failure", {}).get("title") or visit["now"]["sentence"]["zh"])
    if state not in ("done", "done-without-card"):
        raise Lost
    receipt = call("GET", f"/v1/settlements/{visit['settlement']}/receipt", token=token)
    print(receipt["text"])
    return reverse(visit["settlement"], reason, token) if reason else 0


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("settle.py BILL.json [REASON]")
    bill = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    try:
        return run(bill, sys.argv[2] if len(sys.argv) == 3 else None)
    except Refused as refused:
        if refused.code == "desk.token-refused":
            forget("token")
        print(refused, file=sys.stderr)
        return EXIT_DESK
    except Lost:
        if not kept_file(f"settle-{bill['billNumber']}").exists():
            print("桌面服务没有应答；没有结算任何账单", file=sys.stderr)
            return EXIT_DESK
        print("结果未知：不要收费，也不要另开一笔；再运行一次，会按同一笔查询", file=sys.stderr)
        return EXIT_UNKNOWN


sys.exit(main())
