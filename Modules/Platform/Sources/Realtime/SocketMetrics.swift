internal import HTTP
internal import Observability

/// What is counted of sockets.
struct SocketMetrics: Sendable {
  let opened: Counter
  let received: Counter
  let sent: Counter
  let ended: MetricFamily<Counter>

  init(_ registry: MetricsRegistry, seats: SocketSeats, memory: MemoryBudget) {
    opened = registry.counter("atrium_websockets_opened_total", "WebSockets opened.")
    received = registry.counter(
      "atrium_websocket_messages_received_total", "Messages received on WebSockets.")
    sent = registry.counter(
      "atrium_websocket_messages_sent_total", "Messages sent on WebSockets.")
    ended = registry.counter(
      "atrium_websockets_ended_total",
      "WebSockets that the server ended for what their user may, by code.", labels: ["code"])
    registry.gauge("atrium_websockets", "WebSockets open.") { [weak seats] in
      seats.map { Double($0.count) }
    }
    registry.gauge(
      "atrium_websocket_memory_bytes", "What unread and unfinished messages of WebSockets hold."
    ) { Double(memory.used) }
    registry.counter(
      "atrium_websocket_memory_refusals_total",
      "Times that a WebSocket was cut off because all of them held too much."
    ) { Double(memory.refused) }
  }

  func noteClose(_ code: UInt16) {
    ended.labelled(String(code)).increment()
  }
}
