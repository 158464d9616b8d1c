"""Tells by its exit code whether a service of this container answers: PORT PATH."""

import http.client
import sys

_SECONDS = 4


def main(port: int, path: str) -> int:
    """0 where it answers with 200, else 1."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", path)
        return int(connection.getresponse().status != http.HTTPStatus.OK)
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), sys.argv[2]))
