use segur_tests::faults::{failover, ledger::Report, postgres, sqlite};

/// Short forms of the harness `faults`, which makes ten thousand.
fn told(report: &Report, faults: usize) {
    assert_eq!(report.faults, faults, "{report:?}");
    assert!(report.reached * 2 > faults && report.checks >= 4, "{report:?}");
    assert!(report.acknowledged > 0 && report.made_again > 0, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_whatever_sqlite_meets() {
    told(&sqlite::run(160, 40).await, 160);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_wherever_postgresql_is_cut() {
    told(&postgres::run(160, 40).await, 160);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_postgresql_fails_over() {
    let report = failover::run(2).await;
    assert!(report.failovers == 2 && report.acknowledged >= 8, "{report:?}");
}
