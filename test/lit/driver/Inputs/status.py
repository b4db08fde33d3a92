"""usage: status.py STATUS COMMAND…: runs a command and fails unless it exits with STATUS."""
import subprocess
import sys

status = subprocess.run(sys.argv[2:]).returncode
if status != int(sys.argv[1]):
    sys.exit(f"exit status {status}, not {sys.argv[1]}")
