import argparse

from simulator.process import run
from simulator.world import TOKEN

if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m simulator", description="A Telegram that is not Telegram.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    said = parser.parse_args()
    run(said.host, said.port, said.token)
