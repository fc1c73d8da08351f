public import Observability
internal import Synchronization

/// What is counted of jobs.
public final class JobMetrics: Sendable {
  private let ended: MetricFamily<Counter>
  private let seconds: MetricFamily<Histogram>
  private let depth: MetricFamily<Gauge>
  private let age: MetricFamily<Gauge>
  private let shown = Mutex<[String: Set<[String]>]>([:])

  /// The metrics of a program's jobs.
  public init(_ registry: MetricsRegistry) {
    ended = registry.counter(
      "atrium_job_attempts_total", "Attempts at jobs, by how they ended.", labels: ["kind", "end"])
    seconds = registry.histogram(
      "atrium_job_seconds", "How long attempts at jobs took.", labels: ["kind"])
    depth = registry.gauge(
      "atrium_jobs", "Jobs that are not finished.", labels: ["kind", "state"])
    age = registry.gauge(
      "atrium_jobs_oldest_seconds", "How long the oldest of these jobs has been due.",
      labels: ["kind", "state"])
  }

  func note(_ kind: String, _ end: JobEnd, took duration: Duration) {
    let (whole, attoseconds) = duration.components
    seconds.labelled(kind).observe(Double(whole) + Double(attoseconds) / 1e18)
    ended.labelled(kind, end.name).increment()
  }

  /// Shows the depths of one database; what it had before and has not any more is none.
  func show(_ depths: [JobDepth], of store: String) {
    let now = Set(depths.map { [$0.kind, $0.state.rawValue] })
    let before = shown.withLock { shown in
      defer { shown[store] = now }
      return shown[store] ?? []
    }
    for labels in before.subtracting(now) {
      depth.labelled(labels[0], labels[1]).set(0)
      age.labelled(labels[0], labels[1]).set(0)
    }
    for found in depths {
      depth.labelled(found.kind, found.state.rawValue).set(Double(found.count))
      age.labelled(found.kind, found.state.rawValue).set(
        Double(max(0, found.oldestMilliseconds)) / 1_000)
    }
  }
}

extension JobEnd {
  fileprivate var name: String {
    switch self {
    case .completed: "completed"
    case .retryable: "failed"
    case .discarded: "discarded"
    case .snoozed: "snoozed"
    }
  }
}

/// How many jobs of a kind are in a state.
public struct JobDepth: Hashable, Sendable {
  /// The kind.
  public let kind: String
  /// The state; not a finished one.
  public let state: JobState
  /// How many.
  public let count: Int
  /// For how long the one that has been due for longest has been so, in milliseconds; below zero
  /// where none is due yet.
  public let oldestMilliseconds: Int64

  /// A depth.
  public init(kind: String, state: JobState, count: Int, oldestMilliseconds: Int64) {
    self.kind = kind
    self.state = state
    self.count = count
    self.oldestMilliseconds = oldestMilliseconds
  }
}
