"""What the backend asks of the bot: each command is answered, and none is carried out twice."""
