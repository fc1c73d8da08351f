public import HTTP
public import Observability
public import Router

/// What Prometheus is told of how full the server is.
public enum HTTPLoadMetrics {
  /// Has a registry read the load at each scrape.
  public static func register(_ load: HTTPServerLoad, in registry: MetricsRegistry) {
    registry.gauge("atrium_http_connections", "Connections that are open.") {
      Double(load.connections)
    }
    registry.gauge("atrium_http_connections_limit", "The most connections that can be open.") {
      Double(load.connectionLimit)
    }
    registry.gauge(
      "atrium_http_request_memory_bytes", "What heads and bodies of requests under way hold."
    ) { Double(load.requestMemory.used) }
    registry.gauge("atrium_http_request_memory_limit_bytes", "The most that they may hold.") {
      Double(load.requestMemory.limit)
    }
    registry.gauge(
      "atrium_http_answer_memory_bytes", "What answers hold whose clients read slowly."
    ) { Double(load.answerMemory.used) }
    registry.gauge("atrium_http_answer_memory_limit_bytes", "The most that they may hold.") {
      Double(load.answerMemory.limit)
    }
    for overload in HTTPOverload.allCases {
      let (name, help) = counter(of: overload)
      registry.counter(name, help) { Double(load.count(of: overload)) }
    }
  }

  /// Has a registry read how long answers are waited for at each scrape.
  public static func register(_ turns: Turns, in registry: MetricsRegistry) {
    registry.gauge("atrium_http_long_answers_limit", "How many long answers are made at once.") {
      Double(turns.limit)
    }
    registry.gauge(
      "atrium_http_long_answers_waiting", "Requests of long answers that wait for their turn."
    ) { Double(turns.waiting) }
    registry.counter(
      "atrium_http_long_answers_refused_total",
      "Requests of long answers whose turn did not come in time."
    ) { Double(turns.refused) }
  }

  /// Has a registry read how much of the log was lost.
  public static func register(_ sink: BufferedSink, in registry: MetricsRegistry) {
    registry.counter(
      "atrium_log_lines_dropped_total", "Lines of the log that nobody read in time."
    ) { Double(sink.dropped) }
  }

  private static func counter(of overload: HTTPOverload) -> (name: String, help: String) {
    switch overload {
    case .connections:
      ("atrium_http_connections_refused_total", "Connections refused because all were taken.")
    case .idleConnections:
      ("atrium_http_idle_connections_closed_total", "Idle connections closed for new ones.")
    case .descriptors:
      ("atrium_http_accept_pauses_total", "Pauses in accepting for want of descriptors.")
    case .requestMemory:
      (
        "atrium_http_request_memory_refusals_total",
        "Requests refused because those under way held too much."
      )
    case .answerMemory:
      (
        "atrium_http_answer_memory_refusals_total",
        "Answers refused, and clients cut off, because unread answers held too much."
      )
    }
  }
}
