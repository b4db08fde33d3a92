"""Output that cannot be written is an error with status 2: usage: streams.py STASHC"""
import subprocess, sys, os

stashc = sys.argv[1]

def check(what, status, err):
    if status != 2 or b"cannot write '<stdout>'" not in err or err.count(b"error:") != 1:
        sys.exit(f"{what}: {status} {err}")

with open("/dev/full", "wb") as full:
    done = subprocess.run([stashc, "--help"], stdout=full, stderr=subprocess.PIPE)
    check("full disk", done.returncode, done.stderr)

reader, writer = os.pipe()
os.close(reader)
done = subprocess.run([stashc, "explain", "--list"], stdout=writer, stderr=subprocess.PIPE)
check("closed pipe", done.returncode, done.stderr)

done = subprocess.run(["sh", "-c", 'exec "$0" --version >&-', stashc], stderr=subprocess.PIPE)
check("closed stdout", done.returncode, done.stderr)

# With all closed there is nobody to tell; the status remains.
done = subprocess.run(["sh", "-c", 'exec "$0" --version <&- >&- 2>&-', stashc])
if done.returncode != 2:
    sys.exit(f"all closed: {done.returncode}")
