#!/usr/bin/env bash
# Needs: Go, Python 3.
# robfig/cron 3.0.1 (which Kubernetes' CronJobs use) and cronsim 2.8 (which follows Debian's cron) disagree about a day of
# the month with a step beside a weekday. For Debian's cron '*/2' begins with a star, so that both fields must fit: in
# June 2026 '0 0 */2 * 1' fires on the Mondays with an odd date. For robfig a step of more than 1 is a restriction like
# any other, and either field is enough: 17 days. Written '1-31/2' it is 17 for both. robfig also knows no 7 for Sunday.
# Why it matters here: a schedule that was a crontab's line runs six times as often as a backup.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module find
go 1.21
require github.com/robfig/cron/v3 v3.0.1
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/robfig/cron/v3"
)

func main() {
	for _, text := range os.Args[1:] {
		schedule, err := cron.ParseStandard(text)
		if err != nil {
			fmt.Printf("robfig %s: %v\n", text, err)
			continue
		}
		count := 0
		t := time.Date(2026, 5, 31, 23, 59, 0, 0, time.UTC)
		for t = schedule.Next(t); t.Month() == time.June; t = schedule.Next(t) {
			count++
		}
		fmt.Printf("robfig %s: %d\n", text, count)
	}
}
GO
go mod tidy >/dev/null 2>&1
python3 -m venv venv
venv/bin/pip -q install --disable-pip-version-check cronsim==2.8
cases=('0 0 */2 * 1' '0 0 1-31/2 * 1' '0 0 * * 7')
{
  go run . "${cases[@]}"
  venv/bin/python - "${cases[@]}" <<'PY'
import sys
from datetime import datetime
from cronsim import CronSim
for text in sys.argv[1:]:
    count, times = 0, CronSim(text, datetime(2026, 5, 31, 23, 59))
    while next(times).month == 6:
        count += 1
    print(f"cronsim {text}: {count}")
PY
} | tee seen
diff - seen <<'SEEN' && echo "as found: robfig/cron 3.0.1, cronsim 2.8"
robfig 0 0 */2 * 1: 17
robfig 0 0 1-31/2 * 1: 17
robfig 0 0 * * 7: end of range (7) above maximum (6): 7
cronsim 0 0 */2 * 1: 3
cronsim 0 0 1-31/2 * 1: 17
cronsim 0 0 * * 7: 4
SEEN
