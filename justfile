# Lists the commands.
default:
    @just --list

# Checks the code at each change.
watch:
    cargo watch --exec 'check --workspace --all-targets'

# Tests that need a program of someone else's, or take many seconds: `just all` runs them.
left_to_all := "attacks command_line editions scale tokens tampering transfers readers validated audits behind_proxies observability limits guards kills hundred_thousand policy_holds as_of drafts::nodes"

# Runs the tests that need nothing but Rust and a C compiler, in less than two minutes: units, the rules of the repository, and most promises, on SQLite.
test:
    cargo build --quiet
    cargo test --quiet --workspace --lib --bins
    cargo test --quiet --package segur-tests --test it -- on_sqlite house::floors house::circles house::contracts house::names house::papers::the_papers --skip {{replace(left_to_all, " ", " --skip ")}}

# Runs every test on both engines, with every judge; installs what is missing.
all:
    tests/run

# Checks form, lints, documentation and dependencies.
lint:
    .ci/lint

# Writes the contracts again.
contracts:
    cargo run --quiet -- openapi > openapi/openapi.json
    cargo run --quiet -- schema > openapi/schema.graphql

# Measures against peers, on PostgreSQL.
bench *ARGUMENTS='answers':
    cargo build --profile deployed -p segur -p segur-tests --bins
    tests/run --only-setup target/deployed/bench {{ARGUMENTS}}
