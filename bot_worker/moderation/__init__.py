"""What moderators' clocks, jobs and commands do in the worker: with the services that the API has, in threads."""
