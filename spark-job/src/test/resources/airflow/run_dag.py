"""Runs a DAG file with as much of Airflow as it uses: the modules, names and arguments that it imports
and gives, by Airflow's public documentation. An argument that is not among them is a TypeError.

    run_dag.py 2|3 FILE tasks                           prints the DAG and its tasks as JSON
    run_dag.py 2|3 FILE check REGISTRY CODE|none SINCE  runs check_status; prints how it ended
"""
import importlib.util
import json
import sys
from datetime import datetime
from types import ModuleType, SimpleNamespace


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class AirflowSkipException(AirflowException):
    pass


class DAG:
    current = None

    def __init__(self, *, dag_id, description, schedule, start_date, catchup, max_active_runs, tags):
        self.told = {"dag_id": dag_id, "schedule": schedule, "catchup": catchup, "max_active_runs": max_active_runs}
        self.zone = start_date.tzinfo
        self.tasks = {}

    def __enter__(self):
        DAG.current = self
        return self

    def __exit__(self, *ignored):
        DAG.current = None


class BaseOperator:
    def __init__(self, *, task_id, retries=0, retry_delay=None, execution_timeout=None, trigger_rule="all_success", **own):
        self.after = []
        self.told = {
            "type": type(self).__name__,
            "retries": retries,
            "retry_delay": retry_delay and retry_delay.total_seconds(),
            "trigger_rule": trigger_rule,
            **own,
        }
        DAG.current.tasks[task_id] = self
        self.task_id = task_id

    def __rshift__(self, other):
        other.after.append(self.task_id)
        return other


class BashOperator(BaseOperator):
    def __init__(self, *, bash_command, env=None, append_env=False, **common):
        super().__init__(bash_command=bash_command, env=env, append_env=append_env, **plain(common))


class PythonOperator(BaseOperator):
    def __init__(self, *, python_callable, **common):
        super().__init__(python_callable=python_callable.__name__, **plain(common))


def plain(common):
    known = {"task_id", "retries", "retry_delay", "execution_timeout", "trigger_rule"}
    if not set(common) <= known:
        raise TypeError(f"unexpected arguments: {sorted(set(common) - known)}")
    return common


def module(name, **names):
    made = ModuleType(name)
    made.__dict__.update(names)
    made.__path__ = []
    sys.modules[name] = made


def install(version):
    module("airflow", **({"DAG": DAG} if version == "2" else {}))
    module("airflow.exceptions", AirflowFailException=AirflowFailException, AirflowSkipException=AirflowSkipException)
    operators = "airflow.operators" if version == "2" else "airflow.providers.standard.operators"
    if version == "3":
        module("airflow.sdk", DAG=DAG)
        module("airflow.providers")
        module("airflow.providers.standard")
    module(operators)
    module(operators + ".bash", BashOperator=BashOperator)
    module(operators + ".python", PythonOperator=PythonOperator)


def load(file):
    sys.path.insert(0, file.rpartition("/")[0])
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("the_dag", file)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def main(version, file, what, *rest):
    install(version)
    dag = load(file)
    if what == "tasks":
        tasks = {name: {**task.told, "after": task.after} for name, task in dag.dag.tasks.items()}
        print(json.dumps({**dag.dag.told, "zone": str(dag.dag.zone), "tasks": tasks}))
        return
    dag.REGISTRY, code, since = rest
    ti = SimpleNamespace(xcom_pull=lambda task_ids: None if code == "none" or task_ids != "retrain" else code)
    dag_run = SimpleNamespace(start_date=datetime.fromisoformat(since))
    try:
        print("returned " + dag.check_status(ti=ti, dag_run=dag_run))
    except AirflowException as ended:
        print(type(ended).__name__ + " " + str(ended))


main(*sys.argv[1:])
