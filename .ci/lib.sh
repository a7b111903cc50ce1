# Shared by .ci/run and .ci/long.

# Runs a command under a heading, and says how long it took.
section() {
    local title=$1 began=$SECONDS
    shift
    printf '\n==> %s\n' "$title"
    "$@"
    printf '<== %s: %d s\n' "$title" "$((SECONDS - began))"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs Debian packages.
install() {
    as_root apt-get update --quiet --quiet
    as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
        apt-get install --quiet --quiet --yes --no-install-recommends -o Dpkg::Use-Pty=0 "$@"
}

have() {
    command -v "$1" >/dev/null
}

free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# Serves the demo from a fresh folder with the given program until the script ends, and sets
# DUBAN_URL once it is ready.
serve_demo() {
    local program=$1 port
    port=$(free_port)
    demo_folder=$(mktemp -d)
    trap stop_demo EXIT
    DUBAN_DATA=$demo_folder/data DUBAN_LISTEN=127.0.0.1:$port \
        "$program" demo >"$demo_folder/log" 2>&1 </dev/null &
    demo=$!
    export DUBAN_URL=http://127.0.0.1:$port
    local tries
    for tries in $(seq 300); do
        if curl --silent --fail --max-time 2 --output /dev/null "$DUBAN_URL/readyz"; then
            return 0
        fi
        kill -0 "$demo" 2>/dev/null || break
        sleep 0.1
    done
    cat "$demo_folder/log" >&2
    echo "the demo did not get ready after $tries tries" >&2
    return 1
}

stop_demo() {
    kill "$demo" 2>/dev/null || true
    wait "$demo" 2>/dev/null || true
    rm -rf "$demo_folder"
}
