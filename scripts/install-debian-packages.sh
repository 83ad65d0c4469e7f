#!/usr/bin/env bash
# Installs the Debian packages that one of the commands needs: build, demo, test, bench, bench-control, bench-micro or docs.
# Touches neither the network nor root's rights when they are all there.
set -euo pipefail

case "${1:-}" in
build) packages=(libsqlite3-dev) ;;
docs) packages=(python3) ;;
# wrk calls the API; ffmpeg makes the stream that is pushed.
bench-control) packages=(libsqlite3-dev ffmpeg python3 util-linux wrk) ;;
bench-micro) packages=(libsqlite3-dev binutils python3 valgrind) ;;
demo) packages=(libsqlite3-dev ffmpeg python3 python3-venv) ;;
test)
    packages=(
        # ffmpeg brings along what transcodes to MP3: libavcodec and libmp3lame.
        libsqlite3-dev ffmpeg python3 python3-venv
        # Publishers: GStreamer's two RTMP sinks, and librtmp through a small C program.
        gstreamer1.0-tools gstreamer1.0-libav
        gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly
        gcc libc6-dev librtmp-dev rtmpdump
        # Certificates for HTTPS and RTMPS.
        openssl
        # The clock that is set.
        faketime
        # Readers that judge the files.
        flvmeta mediainfo mp3val mpg123
        # The browser that plays HLS.
        chromium
        # What the bench measures the recorder against.
        nginx libnginx-mod-rtmp
    )
    ;;
bench)
    packages=(
        libsqlite3-dev ffmpeg python3 python3-venv
        # What the recorder is measured against: nginx-rtmp, and a small C program.
        nginx libnginx-mod-rtmp gcc libc6-dev
        # Counts system calls.
        linux-perf strace
    )
    ;;
*)
    echo "usage: $0 build|demo|test|bench|bench-control|bench-micro|docs" >&2
    exit 2
    ;;
esac

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    # A package of several architectures answers once for each of them.
    [[ $status == installed* ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
    echo "Debian packages for $1: all there"
    exit 0
fi

echo "Debian packages for $1: installing ${missing[*]}"
as_root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || {
        echo "$0: run as root, or install sudo, or install by hand: ${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# No service of a package is started by its installation: nginx is a program here, not this machine's web server.
policy=/usr/sbin/policy-rc.d
if [[ " ${missing[*]} " == *" nginx "* && ! -e $policy ]]; then
    trap '"${as_root[@]}" rm -f "$policy"; rm -f "$log"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod +x "$policy"
fi
install() {
    "${as_root[@]}" apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}
install >"$log" 2>&1 </dev/null || {
    cat "$log" >&2
    exit 1
}
# Nor when the machine starts next.
if [[ " ${missing[*]} " == *" nginx "* ]] && command -v systemctl >/dev/null; then
    "${as_root[@]}" systemctl disable nginx >/dev/null 2>&1 || true
fi
