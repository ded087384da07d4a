#!/bin/sh
# Run once by the primary's image: its replica connects as segur.
set -eu
echo "host replication segur all scram-sha-256" >> "$PGDATA/pg_hba.conf"
