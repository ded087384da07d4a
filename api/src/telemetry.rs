//! What operators see: the log, structured, to standard error, with request ids; traces; and the recorder of metrics.

use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    config::{LogFormat, Settings},
    domain::{Error, Result},
};

/// The bounds of times, in seconds.
const BOUNDS: [f64; 14] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// How often what was recorded is summed up: between two readings it would only grow.
const UPKEEP: Duration = Duration::from_secs(5);

/// What was started with the program, and ends with it.
#[derive(Debug, Default)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

/// Starts the log and, where an address for them is given, traces. A second start in one process changes nothing.
///
/// # Errors
/// `Internal` when traces cannot be sent to that address.
pub fn start(settings: &Settings) -> Result<Telemetry> {
    let traces = settings.traces.as_deref().map(provider).transpose()?;
    let sent = traces.as_ref().map(|traces| {
        // What goes to the log goes along.
        tracing_opentelemetry::layer()
            .with_tracer(traces.tracer("segur"))
            .with_filter(filter(settings))
    });
    let log = fmt::layer().with_writer(std::io::stderr);
    let log = match settings.log_format {
        LogFormat::Text => log.boxed(),
        LogFormat::Json => log.json().flatten_event(true).boxed(),
    };
    let started = Registry::default()
        .with(log.with_filter(filter(settings)))
        .with(sent)
        .try_init();
    if started.is_err() {
        tracing::debug!("the log is already started");
    }
    Ok(Telemetry { traces })
}

fn filter(settings: &Settings) -> EnvFilter {
    EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"))
}

/// What sends spans to a collector, as OTLP over HTTP.
fn provider(address: &str) -> Result<SdkTracerProvider> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(format!("{}/v1/traces", address.trim_end_matches('/')))
        .build()
        .map_err(Error::internal)?;
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(Resource::builder().with_service_name("segur").build())
        .build())
}

impl Telemetry {
    /// Sends what is still to be sent.
    pub async fn end(self) {
        let Some(traces) = self.traces else {
            return;
        };
        let ended = tokio::task::spawn_blocking(move || traces.shutdown());
        if let Ok(Err(error)) = ended.await {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}

/// Starts recording metrics; none when something in this process records them already.
///
/// # Errors
/// `Internal` when the bounds of times are no bounds.
pub fn record() -> Result<Option<PrometheusHandle>> {
    let builder = PrometheusBuilder::new().set_buckets(&BOUNDS).map_err(Error::internal)?;
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        return Ok(None);
    }
    let kept = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            kept.run_upkeep();
        }
    });
    Ok(Some(handle))
}
