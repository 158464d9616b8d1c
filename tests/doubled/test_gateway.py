"""Sockets that API Gateway keeps, before two orchestrators."""

import signal
from collections.abc import Generator
from uuid import uuid4

import pytest
from tests.doubled.orchestrators import Doubled, doubled
from tests.stand_ins.api_gateway import ApiGateway, GatewayClient, api_gateway

pytestmark = pytest.mark.socket

SECRET = "what only the gateway knows"
WISH = {"type": "message", "message": "laptop under $1000", "client_id": "c1"}


@pytest.fixture(scope="module")
def gateway() -> Generator[ApiGateway]:
    with api_gateway(SECRET) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def setup(
    gateway: ApiGateway, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Doubled]:
    settings = {
        "REDIS_URL": redis_url,
        "REDIS_TIMEOUT_SECONDS": "5",
        "GATEWAY_MANAGEMENT_URL": gateway.url,
        "GATEWAY_SECRET": SECRET,
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    with doubled(tmp_path_factory.mktemp("gateway"), settings) as setup:
        yield setup


def opened(gateway: ApiGateway, server: str, session: str, **query: str) -> GatewayClient:
    client = gateway.connect(server, {"session_id": session, "user_id": session, **query})
    greeting = client.next()
    assert (greeting["type"], greeting["session_id"]) == ("connected", session)
    return client


def new_session() -> str:
    return f"s-{uuid4().hex}"


def test_a_turn_goes_to_whichever_server_and_comes_back_in_order(
    gateway: ApiGateway, setup: Doubled
) -> None:
    first, second = setup.orchestrators
    client = opened(gateway, first.url, new_session())
    # The gateway posts each message to whichever server its balancer picks.
    assert gateway.say(second.url, client, WISH) == 200
    events = client.until("done")
    pages = [event for event in events if event["type"] == "results_page"]
    logged = [event for event in events if event["type"] != "results_page"]
    assert [event["seq"] for event in logged] == list(range(1, len(logged) + 1))
    [results] = [event["data"] for event in events if event["type"] == "results"]
    products = results["products"] + [one for page in pages for one in page["data"]["products"]]
    assert len({product["product_id"] for product in products}) == len(products) > 0
    assert not client.closed.is_set()
    assert gateway.say(first.url, client, {"type": "ping"}) == 200
    client.until("pong")
    gateway.leave(second.url, client)


def test_who_comes_back_hears_the_rest(gateway: ApiGateway, setup: Doubled) -> None:
    first, second = setup.orchestrators
    session = new_session()
    client = opened(gateway, first.url, session)
    gateway.say(first.url, client, WISH)
    heard = client.until("done")
    gateway.leave(first.url, client)
    back = opened(gateway, second.url, session, last_seq="3")
    again = back.until("done")
    assert [e["seq"] for e in again if e.get("seq")] == [
        e["seq"] for e in heard if (e.get("seq") or 0) > 3
    ]
    assert gateway.say(second.url, back, {"type": "disconnect"}) == 200
    assert back.closed.wait(20)


def test_where_the_server_died_the_client_is_asked_to_come_back(
    gateway: ApiGateway, setup: Doubled
) -> None:
    first, second = setup.orchestrators
    session = new_session()
    client = opened(gateway, first.url, session)
    first.kill()
    try:
        assert gateway.say(second.url, client, WISH) == 200
        assert client.next()["type"] == "reconnect"
        back = opened(gateway, second.url, session, last_seq="0")
        assert gateway.say(second.url, back, WISH) == 200
        assert [e["type"] for e in back.until("done")].count("done") == 1
    finally:
        first.start()


def test_a_server_that_ends_sends_its_clients_away(gateway: ApiGateway, setup: Doubled) -> None:
    first, _ = setup.orchestrators
    client = opened(gateway, first.url, new_session())
    first.signal(signal.SIGTERM)
    try:
        assert client.next()["type"] == "reconnect"
        assert client.closed.wait(20)
    finally:
        first.end()
        first.start()


@pytest.mark.parametrize(("secret", "status"), [("", 403), ("a guess", 403), (SECRET, 200)])
def test_nobody_else_speaks_for_the_gateway(
    gateway: ApiGateway, setup: Doubled, secret: str, status: int
) -> None:
    stranger = ApiGateway(secret)
    client = opened(gateway, setup.orchestrators[1].url, new_session())
    assert stranger.say(setup.orchestrators[1].url, client, {"type": "ping"}) == status
    gateway.leave(setup.orchestrators[1].url, client)


def test_who_may_not_come_in_is_told_why(gateway: ApiGateway, setup: Doubled) -> None:
    server = setup.orchestrators[1].url
    client = gateway.connect(server, {"session_id": "s1", "last_seq": "never"})
    assert client.next()["type"] == "error"
    assert client.closed.wait(20)
