# The whole life of the tests' private PostgreSQL: make it, start it, say so, wait, stop it, remove it.
#
# It runs beside the test binary and holds the read end of a pipe whose only write end the test
# binary holds. However that binary ends, the kernel closes the pipe, and this script cleans up.
#
#   $1  the folder with PostgreSQL's programs
#   $2  the folder to work in: ours alone, removed at the end
#   $3  the name of the superuser
#
# Standard output carries one answer: "ready", or what went wrong. It is closed right after.

trap '' HUP INT TERM PIPE

bin=$1
home=$2
user=$3
log=$home/log

create() {
    "$bin/initdb" --pgdata="$home/data" --username="$user" --auth=trust \
        --encoding=UTF8 --locale=C --no-sync >>"$log" 2>&1 || return 1
    cat >>"$home/data/postgresql.conf" <<CONF
# Reached through a socket in a folder that only its owner may enter: no port, hence no password.
listen_addresses = ''
unix_socket_directories = '$home'
max_connections = 300
shared_buffers = 32MB
# Nothing here outlives the tests, so nothing needs to survive a power cut.
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
timezone = 'UTC'
CONF
}

start() {
    "$bin/pg_ctl" start --pgdata="$home/data" --log="$log" --wait --timeout=60 >>"$log" 2>&1
}

if create && start; then
    echo ready
else
    cat "$log"
fi
exec >/dev/null 2>&1

read -r _

"$bin/pg_ctl" stop --pgdata="$home/data" --mode=immediate --wait
cd /
rm -rf "$home"
