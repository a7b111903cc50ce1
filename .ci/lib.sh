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

node_and_curl() {
    have node && have npm || install nodejs npm
    have curl || install curl
}

# Serves the demo from a fresh folder with the given command until the script ends. Sets demo_url,
# demo_password and demo_token, that of an account of the supervision office.
serve_demo() {
    local tries
    demo_folder=$(mktemp -d)
    trap stop_demo EXIT
    DUBAN_DATA=$demo_folder/data DUBAN_LISTEN=127.0.0.1:0 \
        "$@" demo >"$demo_folder/log" 2>&1 </dev/null &
    demo=$!
    for tries in $(seq 300); do
        if grep --quiet 'Ctrl-C stops it' "$demo_folder/log"; then
            demo_url=$(sed -n 's|.* an invented city at \(http://[0-9.:]*\).*|\1|p' "$demo_folder/log")
            demo_password=$(sed -n 's/.*(password of all: \(.*\)).*/\1/p' "$demo_folder/log")
            curl --silent --show-error --fail --max-time 5 --output /dev/null "$demo_url/readyz"
            demo_token=$(node tests/clients/sign-in.mjs "$demo_url/graphql" duban "$demo_password")
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
    if [ -n "${demo:-}" ]; then
        kill "$demo" 2>/dev/null || true
        wait "$demo" 2>/dev/null || true
        rm -rf "$demo_folder"
        demo=
    fi
}

# Holds the demo of the given program against clients that are not ours.
public_clients() {
    npm ci --prefix tests/clients --no-audit --no-fund
    serve_demo "$1"
    node tests/clients/audit.mjs "$demo_url/graphql" "$demo_token"
    node tests/clients/subscribe.mjs "${demo_url/http/ws}/graphql/ws" "$demo_token"
    stop_demo
}
