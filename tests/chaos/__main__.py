"""`python -m tests.chaos`: let faults loose on the event path, one seeded schedule after the other."""

import sys

from tests.chaos.command_line import main

if __name__ == "__main__":
    sys.exit(main())
