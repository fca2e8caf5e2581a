#!/bin/sh
# One night on YARN: brings the data set up to date (driver on this machine), retrains (driver on the
# cluster), and prints one line that says what came of it; "ok …" or "FAILED …". What becomes of a driver
# on the cluster spark-submit knows as succeeded (exit codes 0, 10 and 11) or failed (all others) only, so
# the result is read from the registry's status.json. The exit code is that of histloss (deploy/README.md).
#
#   SPARK_HOME                  Spark 3.5 for Scala 2.12; HADOOP_CONF_DIR as for every spark-submit
#   HISTLOSS_INPUT              what prepare reads; must be set. Paths are those of the cluster:
#   HISTLOSS_DATA               hdfs:///histloss/dataset; must be set
#   HISTLOSS_REGISTRY           hdfs:///histloss/registry; must be set
#   HISTLOSS_SOURCE             folder, csv or parquet (default: parquet)
#   HISTLOSS_CONFIG             settings, a file on this machine (default: conf/retrain.conf)
#   HISTLOSS_JAR                (default: spark-job/target/histloss.jar)
#   HISTLOSS_SPARK_PROPERTIES   (default: conf/spark-defaults.conf) takes the place of Spark's own
#                               spark-defaults.conf: queue, Kerberos and so on belong there
#   HISTLOSS_DRIVER_MEMORY, HISTLOSS_EXECUTORS, HISTLOSS_EXECUTOR_CORES   (default: 4g, 2, 2)
set -u

say() { # ok or FAILED, what, exit code, what histloss said
  printf '%s histloss: %s (exit code %s)%s\n' "$1" "$2" "$3" "${4:+: $4}"
}

for name in SPARK_HOME HISTLOSS_INPUT HISTLOSS_DATA HISTLOSS_REGISTRY; do
  eval "value=\${$name:-}"
  if [ -z "$value" ]; then
    say FAILED "$name must be set" 20
    exit 20
  fi
done
export HISTLOSS_DATA HISTLOSS_REGISTRY

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
config=${HISTLOSS_CONFIG:-$home/conf/retrain.conf}

submit() { # client or cluster, a histloss command
  mode=$1
  shift
  "$SPARK_HOME/bin/spark-submit" --master yarn --deploy-mode "$mode" --name "histloss $1" \
    --properties-file "${HISTLOSS_SPARK_PROPERTIES:-$home/conf/spark-defaults.conf}" \
    --conf "spark.driver.memory=${HISTLOSS_DRIVER_MEMORY:-4g}" \
    --conf "spark.executor.instances=${HISTLOSS_EXECUTORS:-2}" \
    --conf "spark.executor.cores=${HISTLOSS_EXECUTOR_CORES:-2}" \
    --conf spark.yarn.maxAppAttempts=1 \
    --conf "spark.yarn.appMasterEnv.HISTLOSS_DATA=$HISTLOSS_DATA" \
    --conf "spark.yarn.appMasterEnv.HISTLOSS_REGISTRY=$HISTLOSS_REGISTRY" \
    --files "$config#retrain.conf" \
    --class org.histloss.cli.Main "${HISTLOSS_JAR:-$home/spark-job/target/histloss.jar}" "$@" >&2
}

status() { hdfs dfs -cat "${HISTLOSS_REGISTRY%/}/status.json" 2>/dev/null; }

field() { # of status.json, a string or a number
  printf '%s\n' "$after" | sed -nE \
    -e 's/.*"'"$1"'"[[:space:]]*:[[:space:]]*"(([^"\\]|\\.)*)".*/\1/p' \
    -e 's/.*"'"$1"'"[[:space:]]*:[[:space:]]*([0-9]+).*/\1/p' | head -n 1
}

code=0
submit client prepare --append --source "${HISTLOSS_SOURCE:-parquet}" --input "$HISTLOSS_INPUT" \
  --output "$HISTLOSS_DATA" --config "$config" || code=$?
if [ "$code" -ne 0 ]; then
  say FAILED "prepare: its last line of standard error says why" "$code"
  exit "$code"
fi

before=$(status) || before=
submitted=0
# The driver finds the file that --files sends in its own folder.
submit cluster retrain --config retrain.conf || submitted=$?
after=$(status) || after=
if [ -z "$after" ] || [ "$after" = "$before" ]; then
  say FAILED "retrain wrote no status.json, spark-submit ended with $submitted: see yarn logs" 30
  exit 30
fi
code=$(field exitCode)
state=$(field state)
words=$(field message)
case "$code $state" in
  "0 promoted" | "10 not promoted" | "11 nothing new" | [23]?" "* | "40 "* | "70 "*) ;;
  *)
    say FAILED "status.json says ${state:-nothing} with exit code ${code:-none}, which does not go together" 70
    exit 70
    ;;
esac
if [ "$code" -lt 20 ] && [ "$submitted" -ne 0 ]; then
  say FAILED "status.json says $state, but spark-submit ended with $submitted: see yarn logs" 30
  exit 30
fi
if [ "$code" -ge 20 ] && [ "$submitted" -eq 0 ]; then
  say FAILED "retrain: $state, although spark-submit ended with 0" "$code" "$words"
  exit "$code"
fi
case $code in
  0) say ok "promoted" "$code" "$words" ;;
  10) say ok "trained, not promoted" "$code" "$words" ;;
  11) say ok "nothing new" "$code" "$words" ;;
  *) say FAILED "retrain: $state" "$code" "$words" ;;
esac
exit "$code"
