"""The Redis of last resort: fakeredis' TCP server, in memory. `python -m infra.local.fake_redis PORT`."""

import sys

from fakeredis import TcpFakeServer

from infra.local.ports import HOST


def main() -> None:
    TcpFakeServer((HOST, int(sys.argv[1])), server_type="redis").serve_forever()


if __name__ == "__main__":
    main()
