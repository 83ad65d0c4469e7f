#!/usr/bin/env bash
# Runs the recording flow through the official Go SDK (CONTRIBUTING.md, "Another SDK"): check-go-sdk.sh SDK_DIR [SERVER]
# SDK_DIR is a checkout of the SDK's repository; SERVER the built server, by default .build/release/aircheck.
# Needs go and ffmpeg. Nothing is fetched: the SDK's modules have no dependencies but one another.
set -euo pipefail

sdk=$(realpath "${1:?usage: $0 SDK_DIR [SERVER]}")/tencentcloud
repository=$(realpath "$(dirname "$0")/..")
server=$(realpath "${2:-$repository/.build/release/aircheck}")
folder=$(mktemp -d)
processes=()
end() {
    for process in "${processes[@]}"; do
        kill "$process" 2>/dev/null && wait "$process" || true
    done
    rm -rf "$folder"
}
trap end EXIT

module=github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud
mkdir "$folder/check"
cp "$repository/Tests/EndToEndTests/Clients/sdk.go" "$folder/check/main.go"
{
    echo "module check"
    echo "go 1.14"
    for part in common live vod; do
        echo "require $module/$part v0.0.0"
        echo "replace $module/$part => $sdk/$part"
    done
} >"$folder/check/go.mod"
(cd "$folder/check" && GOFLAGS=-mod=mod GOPROXY=off go build -o "$folder/sdk" .)
version=$(grep -oE 'SDK_GO_[0-9.]+' "$sdk/common/http/request.go" | head -1)

env -u AIRCHECK_BINARY "$server" serve --data-dir "$folder/data" --http-address 127.0.0.1:0 \
    --rtmp-address 127.0.0.1:0 >"$folder/server.log" 2>&1 &
processes+=($!)
for _ in $(seq 100); do
    [[ -f $folder/data/ready.json ]] && break
    sleep 0.1
done
# The texts of a JSON file's members of one name.
member() { grep -oP "\"$2\"\s*:\s*\"\K[^\"]+" "$folder/data/$1" | sed 's,\\/,/,g'; }
http=$(member ready.json http)
rtmp=$(member ready.json rtmp)
id=$(member credentials.json secretId)
key=$(member credentials.json secretKey)

ffmpeg -loglevel error -re -f lavfi -i testsrc2=size=320x240:rate=25 -f lavfi -i sine -t 300 \
    -c:v libx264 -preset ultrafast -g 25 -c:a aac -f flv "rtmp://$rtmp/live/room" </dev/null &
# First of all: it complains when the server ends before it.
processes=($! "${processes[@]}")

echo "$version with $(go version | cut -d' ' -f3)"
if ! "$folder/sdk" "$http" "$id" "$key" room; then
    tail -20 "$folder/server.log" >&2
    exit 1
fi
