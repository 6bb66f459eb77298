"""A CTAPHID host that this project has not written: python-fido2 drives the device through hidraw."""

import json

from fido2.ctap import CtapError
from fido2.hid import CTAPHID, CtapHidDevice

device = next(CtapHidDevice.list_devices())
ping = bytes(index % 251 for index in range(1024))
data = bytes(index % 249 for index in range(1000))
extended = bytes.fromhex("00E00000" + "00%04X" % len(data)) + data + b"\x00\x00"
keepalives = []

result = {
    "version": device.version,
    "deviceVersion": device.device_version,
    "capabilities": int(device.capabilities),
    "isPingRight": device.call(CTAPHID.PING, ping) == ping,
    "isEmptyPingRight": device.call(CTAPHID.PING, b"") == b"",
    "selectHex": device.call(CTAPHID.MSG, bytes.fromhex("00A4040003F04F4E")).hex(),
    "readBytes": len(device.call(CTAPHID.MSG, bytes.fromhex("00B0000000"))),
    "isEchoRight": device.call(CTAPHID.MSG, extended) == data + b"\x90\x00",
}
device.wink()
device.lock(1)
device.lock(0)
try:
    device.call(CTAPHID.CBOR, b"\x04")
except CtapError as error:
    result["cborError"] = int(error.code)
device.close()
print(json.dumps(result))
