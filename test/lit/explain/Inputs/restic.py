"""Asks a real restic which snapshots it keeps of a year of backups, and writes the kept-*.txt of this folder.

usage: restic.py RESTIC [NAME…]: takes minutes, for each backup is made. The times of the backups are counted here, by
means of their own, and not by stashc.
"""
import datetime
import json
import os
import subprocess
import sys
import tempfile

CASES = {
    "daily": (lambda t: (t.hour, t.minute) == (2, 0), ["--keep-daily", "7", "--keep-weekly", "4"]),
    "weekly": (lambda t: t.weekday() == 6 and (t.hour, t.minute) == (4, 0),
               ["--keep-last", "2", "--keep-weekly", "4", "--keep-monthly", "6", "--keep-yearly", "2"]),
    "twice": (lambda t: t.day in (1, 15) and (t.hour, t.minute) == (1, 30),
              ["--keep-monthly", "24", "--keep-yearly", "1"]),
    "halfdays": (lambda t: t.day < 4 and t.hour in (0, 12) and t.minute == 0,
                 ["--keep-last", "3", "--keep-hourly", "5", "--keep-daily", "3", "--keep-monthly", "6"]),
}
restic, *names = sys.argv[1:]
for name in names or CASES:
    runs, rules = CASES[name]
    with tempfile.TemporaryDirectory() as folder:
        def call(*words):
            return subprocess.run([restic, "--no-cache", "-r", os.path.join(folder, "repository"), *words], check=True,
                                  capture_output=True, env={**os.environ, "RESTIC_PASSWORD": "x", "TZ": "UTC"}).stdout
        data = os.path.join(folder, "data")
        os.mkdir(data)
        call("init")
        time = datetime.datetime(2025, 12, 1)
        while time < datetime.datetime(2026, 12, 1):
            if runs(time):
                call("backup", "--host", "host-0", "--time", time.strftime("%Y-%m-%d %H:%M:%S"), data)
                call("forget", *rules)
            time += datetime.timedelta(minutes=30)
        kept = sorted(s["time"][:16].replace("T", " ") for s in json.loads(call("snapshots", "--json")))
    with open(os.path.join(os.path.dirname(__file__), f"kept-{name}.txt"), "w", encoding="utf-8") as f:
        f.writelines(line + "\n" for line in reversed(kept))
