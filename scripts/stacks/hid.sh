#!/usr/bin/env bash
# Readies the kernel in which the HID readers are tried: QEMU, a Debian kernel with uhid, an initramfs.
# The kernel and the initramfs are kept in a cache and made once; a second run takes no time.
# Prints nothing but trouble; the last line of standard output is the folder that holds them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$root/node_modules/.cache}/onecard-hid
packages=(qemu-system-x86 busybox-static cpio kmod python3-fido2)
# In the order in which they are loaded; what they depend on comes before them.
modules=(virtio_pci 9pnet_virtio 9p uhid hid-generic)

if [ "$(uname -m)" != x86_64 ] || ! command -v apt-get >/dev/null; then
  echo 'the HID guest needs Debian on x86_64' >&2
  exit 2
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "the HID guest needs packages; as root: apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 2
  fi
  export DEBIAN_FRONTEND=noninteractive
  install() { apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1; }
  install || { apt-get update -qq >/dev/null && install; } || {
    echo "apt-get could not install: ${missing[*]}" >&2
    exit 1
  }
fi

mkdir -p "$cache"
exec 9>"$cache/lock"
flock -w 300 9
stamp=$(cat "$here/hid.sh" "$here/hid/init" | sha256sum | cut -d ' ' -f 1)
if [ -f "$cache/vmlinuz" ] && [ -f "$cache/initramfs" ] && [ "$(cat "$cache/stamp" 2>/dev/null)" = "$stamp" ]; then
  echo "$cache"
  exit 0
fi

work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
kernel() { apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1; }
[ -n "$(kernel)" ] || { [ "$(id -u)" != 0 ] || apt-get update -qq >/dev/null; }
name=$(kernel)
[ -n "$name" ] || { echo 'apt knows no Debian kernel; as root: apt-get update' >&2; exit 1; }
version=${name#linux-image-}
apt-get download -qq "$name" 2>/dev/null || { echo "apt-get could not download $name" >&2; exit 1; }
dpkg-deb -x "$name"_*.deb kernel
depmod -b kernel "$version"

mkdir -p ram/bin ram/modules
cp /usr/bin/busybox ram/bin/busybox 2>/dev/null || cp /bin/busybox ram/bin/busybox
cp "$here/hid/init" ram/init
chmod 755 ram/init
for module in "${modules[@]}"; do
  modprobe -d kernel -S "$version" --show-depends "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" ram/modules/
  basename "$file" >>ram/modules/order
done
(cd ram && find . | cpio --quiet -o -H newc | gzip -1) >initramfs
mv initramfs "$cache/initramfs"
mv "kernel/boot/vmlinuz-$version" "$cache/vmlinuz"
echo "$stamp" >"$cache/stamp"
echo "$cache"
