"""What a retraining came to, by its exit code and by the status.json that it left in the registry.

Knows nothing of Airflow, so it serves other schedulers too:

    python3 histloss_outcome.py --registry hdfs:///histloss/registry --since 2026-11-25T01:30:00Z --exit-code 0

prints one line and ends with 0 (promoted, not promoted, nothing new) or 1 (failed, or try again).
"""
import argparse
import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

PROMOTED = "promoted"
NOT_PROMOTED = "not promoted"
NOTHING_NEW = "nothing new"
RETRY = "try again"
FAILED = "failed"

SUCCESSES = {0: PROMOTED, 10: NOT_PROMOTED, 11: NOTHING_NEW}
WORTH_A_RETRY = (30, 31)  # infrastructure; another run holds the lock

# Which state status.json may hold beside which exit code.
STATES = {
    0: ("promoted",),
    10: ("not promoted",),
    11: ("nothing new",),
    20: ("failed",),
    21: ("data refused", "failed"),
    30: ("failed",),
    31: ("locked",),
    40: ("failed",),
    70: ("failed",),
}

# The scheduler's clock and the driver's are not the same; yesterday's status is far older.
CLOCKS = timedelta(minutes=5)


class Outcome:
    """What came of a run: its kind, one of the constants above, and a line that says why."""

    def __init__(self, kind, line):
        self.kind = kind
        self.line = line


def read_status(registry):
    """status.json of the registry as a dictionary, or None where it is missing or no JSON object."""
    parts = urlsplit(registry.rstrip("/") + "/status.json")
    if parts.scheme in ("", "file"):
        file = Path(parts.path)
        content = file.read_bytes() if file.is_file() else None
    else:
        cat = subprocess.run(["hadoop", "fs", "-cat", parts.geturl()], stdout=subprocess.PIPE, check=False)
        content = cat.stdout if cat.returncode == 0 else None
    try:
        status = json.loads(content) if content else None
    except ValueError:
        return None
    return status if isinstance(status, dict) else None


def judge(exit_code, status, since):
    """The outcome of a run.

    exit_code: what the command ended with, or None where the scheduler does not know it (a driver that
        the cluster ran): then status.json alone says it
    status: as read_status returns it
    since: when the run was started, with a time zone; an older status is another run's
    """
    doubt = _doubt(exit_code, status, since)
    code = exit_code
    if code is None and doubt is None:
        code = status["exitCode"]
    if code in SUCCESSES and doubt is None:
        return Outcome(SUCCESSES[code], _words(code, status))
    if doubt is not None and (code is None or code in SUCCESSES):
        return Outcome(FAILED, f"exit code {code}, but {doubt}" if code is not None else doubt)
    line = _words(code, status) if doubt is None else f"exit code {code}; {doubt}"
    return Outcome(RETRY if code in WORTH_A_RETRY else FAILED, line)


def _words(code, status):
    return f"exit code {code}: {status.get('message') or status['state']}"


def _doubt(exit_code, status, since):
    """Why status.json can't be what this run wrote, or None."""
    if status is None:
        return "the registry has no status.json that can be read"
    finished = _time(status.get("finished"))
    if finished is None:
        return f"status.json says finished = {status.get('finished')!r}, which is no time"
    if finished < since - CLOCKS:
        return f"status.json is of {status['finished']}, before this run was started"
    command = status.get("command", "retrain")
    if command != "retrain":
        return f"status.json is of a {command} that came after"
    code = status.get("exitCode")
    if not isinstance(code, int):
        return f"status.json says exitCode = {code!r}, which is no number"
    if exit_code is not None and code != exit_code:
        return f"status.json says exit code {code}, the command ended with {exit_code}"
    if status.get("state") not in STATES.get(code, ()):
        return f"status.json says {status.get('state')!r} with exit code {code}, which does not go together"
    return None


def _time(text):
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def _since(text):
    time = _time(text)
    if time is None:
        raise argparse.ArgumentTypeError(f"{text}: must be a time such as 2026-11-25T01:30:00Z")
    return time


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--registry", required=True, help="the registry's folder")
    parser.add_argument("--since", required=True, type=_since, help="when the run was started, ISO 8601")
    parser.add_argument("--exit-code", type=int, help="what it ended with; leave out where it is not known")
    options = parser.parse_args(arguments)
    outcome = judge(options.exit_code, read_status(options.registry), options.since)
    print(f"{outcome.kind}: {outcome.line}")
    return 1 if outcome.kind in (FAILED, RETRY) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
