"""A real kube-apiserver on an etcd of its own, for tests: nothing else of a cluster runs."""

import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

TOKEN = "test"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, binary):
        self.binary = binary

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stashc-policy-"))
        client, peer, self.port = free_port(), free_port(), free_port()
        key = self.folder / "sa.key"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        (self.folder / "tokens.csv").write_text(f'{TOKEN},admin,admin,"system:masters"\n')
        client_url, peer_url = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
        self.log = open(self.folder / "log", "w")
        self.processes = [
            self.start(["etcd", "--data-dir", self.folder / "etcd",
                        "--listen-client-urls", client_url, "--advertise-client-urls", client_url,
                        "--listen-peer-urls", peer_url, "--initial-advertise-peer-urls", peer_url,
                        "--initial-cluster", f"default={peer_url}"]),
            self.start([self.binary, f"--etcd-servers={client_url}", "--bind-address=127.0.0.1",
                        f"--secure-port={self.port}", f"--cert-dir={self.folder / 'certs'}",
                        "--service-cluster-ip-range=10.0.0.0/24",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        f"--service-account-key-file={key}",
                        f"--service-account-signing-key-file={key}",
                        f"--token-auth-file={self.folder / 'tokens.csv'}",
                        "--authorization-mode=AlwaysAllow",
                        "--disable-admission-plugins=ServiceAccount"])]
        try:
            self.wait_for(lambda: self.get("/readyz", text=True)[0] == 200, "the API server")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, command):
        return subprocess.Popen([str(c) for c in command], stdout=self.log, stderr=self.log)

    def wait_for(self, condition, what, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(process.poll() is not None for process in self.processes):
                break
            try:
                if condition():
                    return
            except (OSError, urllib.error.URLError):
                pass
            time.sleep(0.2)
        log = (self.folder / "log").read_text()
        raise SystemExit(f"{what} did not come up; the end of its log:\n{log[-3000:]}")

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def request(self, method, path, body=None, text=False, content="application/json"):
        """The status, the body, and the warnings that came with it."""
        context = ssl._create_unverified_context()
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": content})
        try:
            answer = urllib.request.urlopen(request, context=context, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        raw = answer.read().decode()
        warnings = answer.headers.get_all("Warning") or []
        return answer.status, raw if text else json.loads(raw), warnings
