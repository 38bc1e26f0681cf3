"""What an operator runs against the tables, locally or on AWS: each command can be interrupted and run again."""
