#!/usr/bin/env bash
# Boots the HID guest, and in it runs what tests/reader/hid/guest tries: virtual readers that the guest's
# kernel shows as real HID devices, and the drivers that find them through hidraw.
# The guest sees this machine's files read-only, so that node and node_modules are the ones of here.
# Its console comes out on standard output. Ends with 2 where this machine cannot have the guest; by
# itself after 175 s at the latest.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
cache=$(timeout --signal=KILL 70 bash scripts/stacks/hid.sh)

bundle=$root/node_modules/.cache/onecard-hid-guest
mkdir -p "$bundle"
npx --no-install tsup tests/reader/hid/guest/main.ts --no-config --silent --format esm --target node20 \
  --out-dir "$bundle" >&2
cp tests/reader/hid/guest/judge.py "$bundle/"
echo '{ "type": "module" }' >"$bundle/package.json"

node=$(realpath "$(command -v node)")
# KVM is not asked for: small cloud machines have none, or one that fails half-way. One processor, because
# other tests run beside this one.
timeout --signal=KILL 105 qemu-system-x86_64 \
  -m 1024 -smp 1 -cpu max -nic none -display none -serial stdio -monitor none -no-reboot \
  -kernel "$cache/vmlinuz" -initrd "$cache/initramfs" \
  -append "console=ttyS0 quiet panic=1 onecard.node=$node onecard.program=$bundle/main.js" \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
  </dev/null
