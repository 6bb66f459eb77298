"""Another child for vendor libraries: the protocol of docs/readers-vendor.md in another language."""

import base64
import ctypes
import json
import os
import sys
import threading

TYPES = {"int": ctypes.c_int, "long": ctypes.c_long, "short": ctypes.c_short, "byte": ctypes.c_ubyte}
library = None
binding = None


def requests(lines):
    """Reads ahead on a thread of its own, so that the end of the parent is noticed during a call."""
    for line in sys.stdin:
        with lines:
            waiting.append(json.loads(line))
            lines.notify()
    os._exit(0)


def call(name, given):
    function = binding["functions"][name]
    native = getattr(library, name)
    native.restype = TYPES[function["returns"]]
    values, outputs = [], {}
    for argument in function["arguments"]:
        key, kind = argument["name"], argument["kind"]
        if kind in TYPES:
            values.append(TYPES[kind](given[key]))
        elif kind in ("text", "bytes"):
            values.append(ctypes.create_string_buffer(base64.b64decode(given[key])))
        elif kind == "length":
            values.append(ctypes.c_int(len(base64.b64decode(given[argument["of"]]))))
        else:
            outputs[key] = (kind, ctypes.create_string_buffer(argument["sizeBytes"]))
            values.append(outputs[key][1])
    value = native(*values)
    taken = {
        key: buffer.value if kind == "text-out" else buffer.raw[: max(0, value)]
        for key, (kind, buffer) in outputs.items()
    }
    encoded = {key: base64.b64encode(data).decode("ascii") for key, data in taken.items()}
    return {"result": {"value": value, "outputs": encoded}}


def answer(request):
    global library, binding
    if request["method"] == "hello":
        return {"result": {"protocol": 1, "program": "python child", "architecture": os.uname().machine}}
    if request["method"] == "load":
        try:
            library = ctypes.CDLL(request["library"])
        except OSError as error:
            return {"error": {"code": "library-not-loaded", "reason": str(error)}}
        binding = request["binding"]
        return {"result": {"missing": [name for name in binding["functions"] if not hasattr(library, name)]}}
    return call(request["function"], request["arguments"])


waiting = []
lines = threading.Condition()
threading.Thread(target=requests, args=(lines,), daemon=True).start()
while True:
    with lines:
        while not waiting:
            lines.wait()
        request = waiting.pop(0)
    sys.stdout.write("\n" + json.dumps({"id": request["id"], **answer(request)}) + "\n")
    sys.stdout.flush()
