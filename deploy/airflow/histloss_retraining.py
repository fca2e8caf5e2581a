"""Airflow DAG: every night the data set is brought up to date and a challenger trained.

prepare >> retrain >> check_status. The last task decides how the run ends: it believes neither the
operators nor the exit code alone but holds the code against the registry's status.json. For Airflow 2.4
and newer, and 3; what to adapt stands first.
"""
from datetime import datetime, timedelta, timezone

try:  # Airflow 3
    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.providers.standard.operators.python import PythonOperator
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.operators.bash import BashOperator
    from airflow.operators.python import PythonOperator
from airflow.exceptions import AirflowFailException, AirflowSkipException

import histloss_outcome

SCHEDULE = "30 1 * * *"
REGISTRY = "/srv/histloss/registry"
ENVIRONMENT = {
    "HISTLOSS": "/opt/histloss/bin/histloss",
    "HISTLOSS_CONFIG": "/opt/histloss/conf/retrain.conf",
    "HISTLOSS_SOURCE": "folder",
    "HISTLOSS_INPUT": "/srv/histloss/photos",
    "HISTLOSS_DATA": "/srv/histloss/dataset",
    "HISTLOSS_REGISTRY": REGISTRY,
}

PREPARE = """
"$HISTLOSS" prepare --append --source "$HISTLOSS_SOURCE" --input "$HISTLOSS_INPUT" \
  --output "$HISTLOSS_DATA" --config "$HISTLOSS_CONFIG"
"""

# Fails, so that Airflow starts it again, where a retry may help: infrastructure (30), a held lock (31), a
# kill (above 128; the next start goes on where this one ended). Every other exit code is for check_status
# to judge, as the task's result: Airflow keeps the last line of the output.
RETRAIN = """
code=0
"$HISTLOSS" retrain --config "$HISTLOSS_CONFIG" || code=$?
case "$code" in 30 | 31) exit "$code" ;; esac
[ "$code" -le 128 ] || exit "$code"
echo "$code"
"""


def check_status(ti, dag_run):
    """Fails, is skipped (nothing new) or returns the outcome: promoted or not promoted."""
    code = ti.xcom_pull(task_ids="retrain")
    status = histloss_outcome.read_status(REGISTRY)
    outcome = histloss_outcome.judge(None if code is None else int(code), status, dag_run.start_date)
    print(f"{outcome.kind}: {outcome.line}")
    if code is None and outcome.kind not in (histloss_outcome.FAILED, histloss_outcome.RETRY):
        # retrain always says its exit code, so it never ended: the status is of somebody else's run.
        raise AirflowFailException(f"retrain did not end; another run: {outcome.line}")
    if outcome.kind == histloss_outcome.NOTHING_NEW:
        raise AirflowSkipException(outcome.line)
    if outcome.kind in (histloss_outcome.FAILED, histloss_outcome.RETRY):
        raise AirflowFailException(outcome.line)  # no further retry: retrain had its own
    return outcome.kind


with DAG(
    dag_id="histloss_retraining",
    description="Nightly retraining by histloss",
    schedule=SCHEDULE,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    tags=["histloss"],
) as dag:
    prepare = BashOperator(
        task_id="prepare",
        bash_command=PREPARE,
        env=ENVIRONMENT,
        append_env=True,
        retries=1,
        retry_delay=timedelta(minutes=15),
    )
    retrain = BashOperator(
        task_id="retrain",
        bash_command=RETRAIN,
        env=ENVIRONMENT,
        append_env=True,
        retries=4,
        retry_delay=timedelta(minutes=15),
        execution_timeout=timedelta(hours=12),
    )
    check = PythonOperator(
        task_id="check_status",
        python_callable=check_status,
        trigger_rule="all_done",  # says what status.json says when retrain has failed, too
        retries=0,
    )
    prepare >> retrain >> check
