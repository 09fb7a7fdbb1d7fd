"""A real PostgreSQL in a temporary folder, and pgbouncer in front of it that pools transactions.
Both listen on free ports of loopback and end with the test."""
import contextlib
import ctypes
import glob
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import program

PR_SET_PDEATHSIG = 1
OWNER = "salon"


def programs():
    """Where Debian keeps the newest server."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    return pathlib.Path(found[-1]) if found else None


def is_missing():
    return programs() is None or shutil.which("psql") is None


def free_port():
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def as_postgres():
    """Servers refuse to run as root; whatever runs ends with this process."""
    libc = ctypes.CDLL(None)
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.initgroups(user.pw_name, user.pw_gid)
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


class Server:
    def __init__(self, *settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reactivation-pg-"))
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self.port = free_port()
        self.settings = settings
        subprocess.run([programs() / "initdb", "-D", self.folder / "data", "-U", OWNER, "-E",
                        "UTF8", "--locale=C.UTF-8", "--auth=trust", "-N"], check=True,
                       stdout=subprocess.DEVNULL, preexec_fn=as_postgres)
        self.process = None
        self.start()

    def start(self):
        options = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}",
                   "fsync=off", "full_page_writes=off", "max_connections=200",
                   "shared_buffers=64MB", *self.settings]
        words = [word for option in options for word in ("-c", option)]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", self.folder / "data", "-p", str(self.port), *words],
                stdout=log, stderr=log, preexec_fn=as_postgres)
        for _ in range(300):
            ready = subprocess.run(["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)])
            if ready.returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def restart(self):
        """As a crash of the server: nobody is asked to finish."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        self.start()

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database="salon", port=None):
        return f"postgresql://{OWNER}@127.0.0.1:{port or self.port}/{database}"

    def make_database(self, name, template="template0"):
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", database="postgres")
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}", database="postgres")
        return self.url(name)

    def run(self, sql, database="salon"):
        """Any number of statements of a host, over its own tables."""
        return self.rows(sql, database)

    def rows(self, sql, database="salon", path=None):
        """Rows of texts; NULL is an empty text."""
        options = dict(os.environ, PGOPTIONS=f"-c search_path={path}" if path else "")
        done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-v",
                               "ON_ERROR_STOP=1", "-d", self.url(database), "-f", "-"],
                              input=sql.encode(), capture_output=True, env=options)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode())
        return [line.split("\x1f") for line in done.stdout.decode().splitlines()]

    def view(self, sql, database="salon"):
        """What the store sees: seconds, 0 and 1."""
        return self.rows(sql, database, "reactivation,public")


class Pooler:
    """pgbouncer with pool_mode = transaction: what stands before a hosted database."""

    def __init__(self, server, pool_size=20):
        self.server = server
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reactivation-pool-"))
        self.port = free_port()
        (self.folder / "pgbouncer.ini").write_text(f"""[databases]
* = host=127.0.0.1 port={server.port} user={OWNER}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {pool_size}
max_client_conn = 500
server_login_retry = 1
""")
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            for path in (self.folder, self.folder / "pgbouncer.ini"):
                os.chown(path, user.pw_uid, user.pw_gid)
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([shutil.which("pgbouncer") or "/usr/sbin/pgbouncer",
                                         self.folder / "pgbouncer.ini"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=as_postgres)
        for _ in range(200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        raise RuntimeError("pgbouncer does not start")

    def restart(self):
        self.process.kill()
        self.process.wait()
        self.start()

    def stop(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database="salon"):
        return self.server.url(database, self.port)
