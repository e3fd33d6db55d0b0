"""Voila, set up to serve the dashboard to a browser on this machine and to nobody else."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import plotly
import psutil
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import HTTPError
from traitlets.config import Config
from voila.app import Voila

HERE = Path(__file__).parent
SHIPPED_NOTEBOOK = HERE / "dashboard.ipynb"
LOCAL_NOTEBOOK = Path("notebooks/dashboard.ipynb")
TABLES_VARIABLE = "BRIEFING_TABLES"

# Voila needs inline scripts, anywidget loads its module from a blob and plotly compiles
# code; nothing else may come from, or go to, anywhere but this server.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)

SETTINGS = {
    "Voila": {
        "ip": "127.0.0.1",
        "config_file_paths": [],
        "log_level": "ERROR",
        "tornado_settings": {
            # Voila answers to any name; a page elsewhere could have one point here.
            "allow_remote_access": False,
            "local_hostnames": ["localhost"],
            "headers": {
                "Content-Security-Policy": CONTENT_SECURITY_POLICY,
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                # Voila's page repeats this cookie when it closes, to have its kernel shut
                # down; nothing in Voila sets it, and without it the request is refused.
                "Set-Cookie": f"_xsrf={secrets.token_hex(16)}; Path=/; SameSite=Strict",
            },
        },
    },
    "VoilaConfiguration": {
        "template": "briefing",
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "strip_sources": True,
        "show_tracebacks": False,
        "file_allowlist": [],
        "preheat_kernel": True,
        # Each is loaded into the page and none is used by the dashboard.
        "extension_denylist": [
            "jupyterlab-plotly",
            "jupyterlab_pygments",
            "@voila-dashboards/widgets-manager7",
            "@jupyter-notebook/lab-extension",
        ],
    },
    # A closed page shuts its kernel down; this catches the ones that could not say so.
    "MappingKernelManager": {
        "cull_idle_timeout": 600,
        "cull_interval": 60,
        "cull_connected": False,
    },
}


class _Server(Voila):
    """Voila that also serves plotly's JavaScript, says where it listens and follows new builds."""

    tables: Path
    build: int | None
    on_listening: Callable[[str], None] = staticmethod(lambda address: None)
    on_new_build: Callable[[], None] = staticmethod(lambda: None)

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.static_paths.append(str(Path(plotly.__file__).parent / "package_data"))

    def start(self) -> None:
        IOLoop.current().add_callback(self._announce)
        super().start()

    def _announce(self) -> None:
        # An exception in the middle of starting a kernel would end the clean-up early.
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        self.on_listening(self.connection_url)
        PeriodicCallback(self._follow_builds, 1000).start()

    async def _follow_builds(self) -> None:
        """Replace the kernel that waits for a reader once its tables are of an older build."""
        build = _stamp(self.tables)
        if build is None or build == self.build:
            return
        self.build = build
        manager = self.kernel_manager
        waiting = manager._pools.get(manager.notebook_path, [])
        try:
            while waiting:
                kernel = await waiting.pop()
                await manager.shutdown_kernel(kernel["kernel_id"])
        finally:
            manager.fill_if_needed(delay=0, notebook_name=manager.notebook_path)
        self.on_new_build()

    def stop(self) -> None:
        # A kernel that is just starting is not known to its manager yet; it ends by itself
        # when this process does.
        with suppress(HTTPError):
            super().stop()


def serve(
    tables: str | Path,
    *,
    port: int = 8866,
    open_browser: bool = True,
    on_listening: Callable[[str], None] = print,
    on_new_build: Callable[[], None] = lambda: None,
) -> None:
    """Serve the dashboard of a folder of tables until interrupted.

    Pages opened after a new build show it, those already open keep theirs; `on_new_build`
    is called when the next page will.

    The notebook is ``notebooks/dashboard.ipynb`` where there is one, else the one shipped.
    When `port` is taken the next free one is used; `on_listening` is called with the
    address.
    """
    tables = Path(tables).resolve()
    os.environ[TABLES_VARIABLE] = str(tables)
    paths = [str(HERE), os.environ.get("JUPYTER_PATH", "")]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(p for p in paths if p)
    notebook = LOCAL_NOTEBOOK if LOCAL_NOTEBOOK.is_file() else SHIPPED_NOTEBOOK
    config = Config(SETTINGS)
    config.Voila.port = port
    config.Voila.open_browser = open_browser
    server = _Server.instance(config=config)
    server.tables, server.build = tables, _stamp(tables)
    server.on_listening, server.on_new_build = on_listening, on_new_build
    server.initialize([str(notebook)])
    try:
        server.start()
    finally:
        # A kernel that was starting when Voila cleaned up would write here afterwards.
        _end_kernels()
        shutil.rmtree(server.connection_dir, ignore_errors=True)


def _stamp(tables: Path) -> int | None:
    """Return what changes with every build; None while the folder is being replaced."""
    with suppress(FileNotFoundError):
        return (tables / "meta.json").stat().st_mtime_ns
    return None


def _end_kernels() -> None:
    kernels = psutil.Process().children(recursive=True)
    for kernel in kernels:
        with suppress(psutil.NoSuchProcess):
            kernel.kill()
    psutil.wait_procs(kernels, timeout=5)
