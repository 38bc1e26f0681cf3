"""What the routes stand on, built when it is first needed: a request pays only for what it uses."""


class Services:
    """The features with their adapters, one of each for the whole process."""
