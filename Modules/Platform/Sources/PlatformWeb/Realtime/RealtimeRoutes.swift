import ContextKit
import Events
import Kernel
import Realtime
import Router

/// The sockets, at places of their own and below every context, and the stream of events.
func realtimeRoutes(_ hub: SocketHub, _ all: AllOffers) -> [Route] {
  let everywhere = all.contexts.filter(\.hostsOthers)
  var places: Set<String> = []
  func socket(
    _ path: String, _ summary: String,
    _ usual: @escaping @Sendable (Principal) async throws -> [String]
  ) -> [Route] {
    guard places.insert(path).inserted else { return [] }
    let endpoint = SocketEndpoint(usualTopics: usual)
    return [hub.route(path, summary: summary, endpoint: endpoint).tagged("realtime")]
  }
  func sockets(below mount: String, _ usual: [UsualTopics]) -> [Route] {
    let base = mount == "/" ? "" : mount
    return socket(
      "\(base)/ws/notifications", "Follow what concerns you, as it happens",
      UsualTopics.those(usual, on: [.notifications], withOwn: true))
      + socket(
        "\(base)/ws/transactions", "Follow your transactions, as they happen",
        UsualTopics.those(usual, on: [.transactions], withOwn: false))
  }
  // Where a context is mounted at /api, the socket for everything stands there.
  return socket("/api/ws", "Follow topics, as things happen") { _ in [] }
    + sockets(below: "/api", everywhere.flatMap(\.offers.usualTopics))
    + everywhere.flatMap { context in
      let usual = context.offers.usualTopics
      let base = context.mount == "/" ? "" : context.mount
      return socket(
        "\(base)/ws", "Follow what concerns you of \(context.context), as it happens",
        UsualTopics.those(usual, on: Set(UsualTopics.Place.allCases), withOwn: true))
        + sockets(below: context.mount, usual)
    }
    + [hub.streamRoute("/api/events").tagged("realtime")]
}

extension UsualTopics {
  /// The topics that a caller follows at some places, and perhaps their own `user:<id>` first.
  fileprivate static func those(
    _ usual: [UsualTopics], on places: Set<Place>, withOwn hasOwn: Bool
  ) -> @Sendable (Principal) async throws -> [String] {
    let wanted = usual.filter { places.contains($0.place) }
    return { caller in
      var topics = hasOwn ? [TopicName.user(caller.userID)] : []
      for usual in wanted {
        for topic in try await usual.topics(caller) where !topics.contains(topic) {
          topics.append(topic)
        }
      }
      return topics
    }
  }
}
