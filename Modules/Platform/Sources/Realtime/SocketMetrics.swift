internal import Observability

/// What is counted of sockets.
struct SocketMetrics: Sendable {
  let opened: Counter
  let received: Counter
  let sent: Counter
  let ended: MetricFamily<Counter>

  init(_ registry: MetricsRegistry, seats: SocketSeats) {
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
  }

  func noteClose(_ code: UInt16) {
    ended.labelled(String(code)).increment()
  }
}
