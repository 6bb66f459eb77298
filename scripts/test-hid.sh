#!/usr/bin/env bash
# Boots the HID guest and runs a bundled Node program in it: test-hid.sh PROGRAM
# The guest sees the host's files read-only, so that node and node_modules are the host's own.
# Everything the guest says comes out on standard output; ends by itself after at most 150 s.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
program=$(realpath "$1")
cache=$(bash "$root/scripts/stacks/hid.sh" | tail -n 1)
node=$(realpath "$(command -v node)")
# KVM is not asked for: small cloud machines have none, or one that fails half-way.
exec timeout --signal=KILL 150 qemu-system-x86_64 \
  -m 1024 -smp 2 -display none -serial stdio -monitor none -no-reboot -cpu max -nic none \
  -kernel "$cache/vmlinuz" -initrd "$cache/initramfs" \
  -append "console=ttyS0 quiet panic=1 onecard.node=$node onecard.program=$program" \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
  </dev/null
