"""The server of the built site listens on this machine only."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from accelguide.site.serve import server


def test_nothing_is_served_before_something_is_built(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nox -s docs"):
        server(tmp_path, 0)


def test_it_listens_on_loopback_and_takes_a_free_port_where_its_own_is_taken(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken, server(tmp_path, taken.getsockname()[1]) as running:
        assert running.server_address[0] == "127.0.0.1"
        assert running.server_port != taken.getsockname()[1]
