"""How any Storyreel service lives: start and drain, bus, outbox, inbox, leases, Postgres, objects, health, logs."""
