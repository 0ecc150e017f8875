"""Calls without a response: the error names the cause, and `sent` is right."""

import asyncio
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest
from tests.failure.backends import CLIENT_KINDS, ClientKind, ClientSetup, Operation, read, send
from tests.failure.hostile_server import refusing_url
from tests.failure.raw_gateway import RawGateway, reply, sent

from bestsms_client import BestSMSError, NoAnswerError, NotSentError, Sent

pytestmark = pytest.mark.slow

client_kinds = pytest.mark.parametrize("client_kind", CLIENT_KINDS)
calls = pytest.mark.parametrize("call", [send, read])
ONCE: Final = {"max_attempts": 1, "reconcile_for": 0}
TLS: Final = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{kind}_proxy", raising=False)
        monkeypatch.delenv(f"{kind}_PROXY".upper(), raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A self-signed certificate for 127.0.0.1, and its path."""
    folder = tmp_path_factory.mktemp("tls")
    names = ["-subj", "/CN=elsewhere", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key"), "-out", str(folder / "cert")]
    subprocess.run([*TLS, *names, *files], capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert", folder / "key")
    return context, folder / "cert"


@contextmanager
def listener(talk: Callable[[socket.socket], object]) -> Generator[tuple[int, list[socket.socket]]]:
    """Accept connections and handle each; yield the port and the connections."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    taken.append(connection)
                    talk(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], taken
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in taken:
            connection.close()


def assert_not_sent(error: Any, cause: str) -> None:
    """Check the error of a request that was not sent."""
    assert isinstance(error, NotSentError)
    assert error.cause
    assert error.sent == "no"
    assert cause in error.cause
    assert error.cause in str(error)


@client_kinds
@calls
def test_a_refused_connection(client_kind: ClientKind, call: Operation) -> None:
    with refusing_url() as url:
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE).call(url, call)
    assert_not_sent(error, "connection refused")


@client_kinds
@calls
def test_an_unknown_host_name(client_kind: ClientKind, call: Operation) -> None:
    (error,) = ClientSetup(client_kind=client_kind, retry=ONCE, timeout=30).call(
        "https://gateway.invalid/api/v2.04", call
    )
    assert_not_sent(error, "host name not found")


@client_kinds
def test_a_server_without_tls(client_kind: ClientKind) -> None:
    with listener(lambda c: c.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as (port, _):
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE).call(
            f"https://127.0.0.1:{port}/api/v2.04", send
        )
    assert_not_sent(error, "TLS failed")


@client_kinds
def test_an_endless_handshake(client_kind: ClientKind) -> None:
    with listener(lambda _: None) as (port, _):
        setup = ClientSetup(client_kind=client_kind, retry=ONCE, timeout=0.3)
        (error,) = setup.call(f"https://127.0.0.1:{port}/api/v2.04", send)
    assert_not_sent(error, "timed out while connecting")


@client_kinds
def test_an_untrusted_certificate_is_not_retried(
    client_kind: ClientKind, certificate: tuple[ssl.SSLContext, Path]
) -> None:
    with RawGateway(lambda request: reply(sent(request)), certificate[0]) as gateway:
        (error,) = ClientSetup(client_kind=client_kind).call(gateway.url, send)
        assert gateway.connections == 1
    assert_not_sent(error, "certificate not trusted (self-signed certificate)")


@client_kinds
def test_a_certificate_for_another_name_is_not_retried(
    client_kind: ClientKind,
    certificate: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with RawGateway(lambda request: reply(sent(request)), certificate[0]) as gateway:
        (error,) = ClientSetup(client_kind=client_kind).call(
            gateway.url.replace("127.0.0.1", "localhost"), send
        )
        assert gateway.connections == 1
    assert_not_sent(error, "certificate not trusted (Hostname mismatch")


@client_kinds
def test_a_trusted_certificate_is_accepted(
    client_kind: ClientKind,
    certificate: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with RawGateway(lambda request: reply(sent(request)), certificate[0]) as gateway:
        results = ClientSetup(client_kind=client_kind).call(gateway.url, send, send, send)
        assert [type(result) for result in results] == [Sent] * 3
        assert gateway.connections == 1


@client_kinds
@calls
@pytest.mark.parametrize("tls", [False, True])
def test_a_server_that_closes_the_connection(
    client_kind: ClientKind,
    call: Operation,
    tls: bool,
    certificate: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with RawGateway(lambda _: None, certificate[0] if tls else None) as gateway:
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE).call(gateway.url, call)
    assert isinstance(error, NoAnswerError)
    assert error.sent == ("unknown" if call is send else "no")
    assert "connection" in (error.cause or "")


@client_kinds
def test_a_response_that_is_not_http(client_kind: ClientKind) -> None:
    with RawGateway(lambda _: b"SSH-2.0-OpenSSH_9.6\r\n\r\n") as gateway:
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE).call(gateway.url, send)
    assert isinstance(error, NoAnswerError)
    assert error.cause == "the response is not valid HTTP"


# --- proxies --------------------------------------------------------------------------------------

REMOTE: Final = "https://gateway.example/api/v2.04"


def connected(connection: socket.socket) -> bytes:
    """Read a request to a proxy."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    return head


@client_kinds
def test_a_proxy_that_refuses_is_reported(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy_requests: list[bytes] = []

    def refuse(connection: socket.socket) -> None:
        proxy_requests.append(connected(connection))
        connection.sendall(b"HTTP/1.1 407 No s3cret\r\nContent-Length: 0\r\n\r\n")

    with listener(refuse) as (port, _):
        monkeypatch.setenv("HTTPS_PROXY", f"http://jo:s3cret@127.0.0.1:{port}")
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE).call(REMOTE, send)
    assert_not_sent(error, "the proxy refused (HTTP 407)")
    assert proxy_requests[0].startswith(b"CONNECT gateway.example:443 HTTP/1.1\r\n")
    assert b"proxy-authorization: basic am86cznjcmv0" in proxy_requests[0].lower()
    assert b"Basic t0ken" not in proxy_requests[0]
    assert "s3cret" not in str(error)


@client_kinds
def test_an_unreachable_proxy_is_reported(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refusing_url() as url:
        monkeypatch.setenv("ALL_PROXY", url)
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE).call(REMOTE, send)
    assert_not_sent(error, "the proxy: connection refused")


@client_kinds
@pytest.mark.parametrize(
    "proxy_reply", [b"", b"HTTP/1.1 200 Con", b"HTTP/1.1 200 Connected\r\n\r\n"]
)
def test_a_stalling_proxy_times_out_before_anything_is_sent(
    client_kind: ClientKind, proxy_reply: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stall(connection: socket.socket) -> None:
        connected(connection)
        connection.sendall(proxy_reply)

    with listener(stall) as (port, _):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE, timeout=0.5).call(REMOTE, send)
    assert_not_sent(error, "timed out while connecting")


@client_kinds
def test_requests_through_a_proxy(
    client_kind: ClientKind,
    certificate: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    monkeypatch.setattr("bestsms_client._http.config._is_loopback", _never)
    with RawGateway(lambda request: reply(sent(request)), certificate[0]) as gateway:

        def tunnel(connection: socket.socket) -> None:
            connected(connection)
            there = socket.create_connection(("127.0.0.1", gateway.port))
            connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            for one, other in ((connection, there), (there, connection)):
                threading.Thread(target=pump, args=(one, other)).start()

        with listener(tunnel) as (port, taken):
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
            results = ClientSetup(client_kind=client_kind).call(gateway.url, send, send)
            assert [type(result) for result in results] == [Sent] * 2
            assert len(taken) == 1
            assert gateway.posts() == 2


def _never(_host: str) -> bool:
    return False


def pump(one: socket.socket, other: socket.socket) -> None:
    """Forward bytes until the connection ends."""
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
    one.close()


# --- the pool -------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["httpx", "aiohttp"])
def test_a_timeout_for_a_free_connection_has_sent_nothing(backend: ClientKind) -> None:
    posted: set[str] = set()

    def hold(request: Any) -> None:
        posted.add(request.message_id)
        gateway.ended.wait()

    def crowd(client: Any) -> Any:
        return asyncio.gather(
            *(send(client, message_id=f"order-{number}") for number in range(250)),
            return_exceptions=True,
        )

    gateway = RawGateway(hold)
    with gateway:
        (errors,) = ClientSetup(client_kind=backend, retry=ONCE, timeout=1.5).call(
            gateway.url, crowd
        )
    assert all(isinstance(error, BestSMSError) for error in errors)
    waited = [error for error in errors if error.cause and "free connection" in error.cause]
    assert len(waited) == 150
    assert {error.sent for error in waited} == {"no"}
    assert not posted & {error.message_id for error in errors if error.sent == "no"}
