"""A real S3 peer for the tests: one Ceph monitor, one OSD on a sparse file, one RADOS gateway, in a temporary folder.

`python -m tests.ceph` runs one until Ctrl-C and prints how to reach it.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

READY_WITHIN_S = 60.0
TOOLS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "ceph-authtool", "monmaptool", "setpriv")

# cephx stays on: without it radosgw never connects. The rest lets one small OSD carry all pools.
CONF = """[global]
fsid = {fsid}
mon initial members = a
mon host = [v2:127.0.0.1:{mon_port}]
public network = 127.0.0.0/8
ms bind msgr1 = false
keyring = {home}/$name.keyring
run dir = {home}
admin socket = {home}/$name.asok
log file = {home}/$name.log
err to stderr = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd crush update on start = false
mon allow pool size one = true
mon max pg per osd = 2000
mon data avail crit = 2
mon data = {home}/mon
mon warn on pool no redundancy = false
osd data = {home}/osd
osd objectstore = bluestore
osd memory target = 1073741824
bluestore block size = 21474836480
bluestore block create = true
rgw frontends = beast endpoint=127.0.0.1:{rgw_port}
rgw thread pool size = 64
rgw enable usage log = false
"""


class CephMissing(RuntimeError):
    """Ceph is not installed here."""


@dataclass
class Cluster:
    """The processes of one cluster and the folder they live in."""

    home: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *command: str) -> str:
        """Output of one tool; its last words in the exception when it fails."""
        conf = ["-c", str(self.home / "ceph.conf")] if command[0] not in ("ceph-authtool", "monmaptool") else []
        done = subprocess.run([*command, *conf], capture_output=True, text=True, timeout=READY_WITHIN_S, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command[:4])}: {done.stderr[-2000:]}")
        return done.stdout

    def start(self, *command: str) -> None:
        """Start a daemon that dies with us, even when we are killed."""
        full = ["setpriv", "--pdeathsig", "KILL", *command, "-f", "-c", str(self.home / "ceph.conf")]
        with (self.home / f"{command[0]}.out").open("wb") as out:
            self.processes.append(subprocess.Popen(full, stdout=out, stderr=out, start_new_session=True))

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()  # nothing in here is worth an orderly end
            process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


@dataclass(frozen=True)
class Gateway:
    """Where the gateway answers and who may use it."""

    endpoint: str
    access: str
    secret: str
    cluster: Cluster

    def add_user(self, name: str) -> tuple[str, str]:
        """Keys of a new user, who owns nothing and may do nothing."""
        access, secret = f"{name}{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
        keys = (f"--access-key={access}", f"--secret-key={secret}")
        admin = ("radosgw-admin", "-n", "client.rgw", "user", "create")
        made = self.cluster.run(*admin, f"--uid={name}", f"--display-name={name}", *keys)
        assert json.loads(made)["user_id"] == name
        return access, secret


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def missing_tools(tools: Sequence[str] = TOOLS) -> list[str]:
    return [tool for tool in tools if shutil.which(tool) is None]


def make_monitor(cluster: Cluster, fsid: str, port: int) -> None:
    home = cluster.home
    admin, mon, bootstrap = home / "client.admin.keyring", home / "mon.keyring", home / "monmap"
    everything = [word for who in ("mon", "osd", "mgr") for word in ("--cap", who, "allow *")]
    cluster.run("ceph-authtool", "-C", str(admin), "--gen-key", "-n", "client.admin", *everything)
    cluster.run("ceph-authtool", "-C", str(mon), "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
    cluster.run("ceph-authtool", str(mon), "--import-keyring", str(admin))
    cluster.run("monmaptool", "--create", "--addv", "a", f"[v2:127.0.0.1:{port}]", "--fsid", fsid, str(bootstrap))
    (home / "mon").mkdir()
    cluster.run("ceph-mon", "--mkfs", "-i", "a", "--monmap", str(bootstrap), "--keyring", str(mon))
    cluster.start("ceph-mon", "-i", "a")


def make_osd(cluster: Cluster) -> None:
    home, name = cluster.home, str(uuid.uuid4())
    (home / "osd").mkdir()
    cluster.run("ceph", "osd", "new", name)
    keys = ("mon", "allow profile osd", "osd", "allow *")
    cluster.run("ceph", "auth", "get-or-create", "osd.0", *keys, "-o", str(home / "osd.0.keyring"))
    cluster.run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", name)
    cluster.run("ceph", "osd", "crush", "add", "osd.0", "1.0", "root=default")
    cluster.start("ceph-osd", "-i", "0")


def make_gateway(cluster: Cluster, port: int) -> Gateway:
    keys = ("mon", "allow rw", "osd", "allow rwx")
    keyring = str(cluster.home / "client.rgw.keyring")
    cluster.run("ceph", "auth", "get-or-create", "client.rgw", *keys, "-o", keyring)
    cluster.start("radosgw", "-n", "client.rgw")
    wait_for(cluster, endpoint := f"http://127.0.0.1:{port}")
    access, secret = Gateway(endpoint, "", "", cluster).add_user("lianzheng")
    return Gateway(endpoint, access, secret, cluster)


def wait_for(cluster: Cluster, endpoint: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(endpoint, timeout=2).close()
            return
        if any(process.poll() is not None for process in cluster.processes):
            break
        time.sleep(0.2)
    logs = "\n".join(f"{path.name}: {path.read_text(errors='replace')[-800:]}" for path in cluster.home.glob("*.log"))
    raise RuntimeError(f"Ceph gateway did not answer within {READY_WITHIN_S:.0f} s\n{logs}")


@contextlib.contextmanager
def running_gateway() -> Iterator[Gateway]:
    """A gateway for the length of the block; everything is gone afterwards."""
    if missing := missing_tools():
        packages = "radosgw ceph-mon ceph-osd ceph-common"
        raise CephMissing(f"{', '.join(missing)} not found: apt-get install -y --no-install-recommends {packages}")
    # a short path: admin sockets have 107 characters at most
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="lz-ceph-", dir=os.environ.get("LIANZHENG_CEPH_DIR", "/tmp"))))
    fsid, (mon_port, rgw_port) = str(uuid.uuid4()), free_ports(2)
    conf = CONF.format(fsid=fsid, home=cluster.home, mon_port=mon_port, rgw_port=rgw_port)
    (cluster.home / "ceph.conf").write_text(conf)
    try:
        make_monitor(cluster, fsid, mon_port)
        make_osd(cluster)
        yield make_gateway(cluster, rgw_port)
    finally:
        cluster.stop()


def main() -> None:
    begun = time.monotonic()
    with contextlib.suppress(KeyboardInterrupt), running_gateway() as gateway:
        print(f"ready after {time.monotonic() - begun:.1f} s; Ctrl-C stops and removes it")
        print(
            f"S3_ENDPOINT={gateway.endpoint} S3_ACCESS_KEY={gateway.access} S3_SECRET_KEY={gateway.secret}", flush=True
        )
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
