#!/bin/sh
# One night: brings the data set up to date, retrains, and prints one line that says what came of it;
# "ok …" or "FAILED …". All else that the commands say goes to standard error. The exit code is that of
# histloss (deploy/README.md). For cron, systemd and deploy/kubernetes/cronjob.yaml.
#
#   HISTLOSS_INPUT      what prepare reads; must be set
#   HISTLOSS_DATA       the data set's folder; must be set
#   HISTLOSS_REGISTRY   the registry's folder; must be set
#   HISTLOSS_SOURCE     folder, csv or parquet (default: folder)
#   HISTLOSS_CONFIG     settings of both commands (default: conf/retrain.conf)
#   HISTLOSS            the launcher (default: bin/histloss of this checkout)
#   HISTLOSS_OPTIONS    given to the launcher before the command and split at spaces, such as
#                       --master spark://host:7077
#   HISTLOSS_SUCCESS    exit codes that end as 0, for schedulers that know no other success: "10 11"
#
# Of two nights of one user on one machine that overlap the later one ends with 31, before it touches the data.
set -u

say() { # ok or FAILED, what, exit code, what histloss said
  printf '%s histloss: %s (exit code %s)%s\n' "$1" "$2" "$3" "${4:+: $4}"
}

for name in HISTLOSS_INPUT HISTLOSS_DATA HISTLOSS_REGISTRY; do
  eval "value=\${$name:-}"
  if [ -z "$value" ]; then
    say FAILED "$name must be set" 20
    exit 20
  fi
done
export HISTLOSS_DATA HISTLOSS_REGISTRY # conf/retrain.conf takes them from here

# One night at a time of this user on this machine: prepare would change the data under a run that is still at work,
# which would then end with 30. Held by all that this script starts, until they end.
place=${HISTLOSS_REGISTRY%/}
case $place in
  /* | *:*) ;;
  *) place=$PWD/$place ;;
esac
night=${TMPDIR:-/tmp}/histloss-$(id -u)-$(printf '%s' "$place" | cksum | tr ' ' -).lock
if command -v flock >/dev/null 2>&1 && (: >>"$night") 2>/dev/null && exec 9>>"$night"; then
  taken=0
  flock -n 9 || taken=$?
  if [ "$taken" -eq 1 ]; then # any other code is a lock that can't be had here, such as on NFS
    say FAILED "the night before is still at work" 31
    exit 31
  fi
fi

home=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd) || exit 30
launcher=${HISTLOSS:-$home/bin/histloss}
config=${HISTLOSS_CONFIG:-$home/conf/retrain.conf}

if ! work=$(mktemp -d); then
  say FAILED "no room for temporary files in ${TMPDIR:-/tmp}" 30
  exit 30
fi
trap 'rm -rf "$work"' EXIT
pid=
# The first process of a container is told to end and must tell the others.
trap '[ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null' TERM INT HUP
mkfifo "$work/said" || exit 30

run() { # one histloss command; its exit code in $code, its last words in $words
  tee "$work/errors" <"$work/said" >&2 &
  reader=$!
  # shellcheck disable=SC2086 # options are several words
  "$launcher" ${HISTLOSS_OPTIONS:-} "$@" >"$work/output" 2>"$work/said" &
  pid=$!
  code=0
  wait "$pid" || code=$?
  while kill -0 "$pid" 2>/dev/null; do # a signal to this script ended the wait, not the command
    code=0
    wait "$pid" || code=$?
  done
  pid=
  wait "$reader"
  cat "$work/output" >&2
  # retrain sums itself up in one line; otherwise the last line of what was printed, or of what went wrong
  words=$(sed -n 's/^retrain [a-z ]*: //p' "$work/output" | tail -n 1)
  [ -z "$words" ] || return 0
  last=output
  [ "$code" -lt 20 ] || last=errors
  words=$(sed '/^[[:space:]]*$/d' "$work/$last" | tail -n 1)
}

meaning() { # of an exit code that is no success
  case $1 in
    20) echo "bad configuration" ;;
    21) echo "bad data" ;;
    30) echo "infrastructure, a retry may help" ;;
    31) echo "another run holds the lock, a later retry may help" ;;
    40) echo "the training diverged" ;;
    70) echo "a bug in histloss" ;;
    *) if [ "$1" -gt 128 ]; then echo "ended by signal $(($1 - 128))"; else echo "did not run"; fi ;;
  esac
}

run prepare --append --source "${HISTLOSS_SOURCE:-folder}" --input "$HISTLOSS_INPUT" \
  --output "$HISTLOSS_DATA" --config "$config"
if [ "$code" -ne 0 ]; then
  say FAILED "prepare: $(meaning "$code")" "$code" "$words"
  exit "$code"
fi

run retrain --config "$config"
case $code in
  0) say ok "promoted" "$code" "$words" ;;
  10) say ok "trained, not promoted" "$code" "$words" ;;
  11) say ok "nothing new" "$code" "$words" ;;
  *) say FAILED "retrain: $(meaning "$code")" "$code" "$words" ;;
esac
for success in ${HISTLOSS_SUCCESS:-}; do
  [ "$code" != "$success" ] || exit 0
done
exit "$code"
