internal import EventLoop
internal import Events
internal import HTTP
internal import Kernel
public import Router

extension SocketHub {
  /// The route that answers with what happens on topics, as server-sent events.
  /// - Parameter path: the pattern.
  public func streamRoute(_ path: String) -> Route {
    .raw(
      .get, path, permission: .signedIn, summary: "Follow topics as server-sent events",
      mediaTypes: ["text/event-stream"], problems: [.forbidden, .tooManySockets, .unavailable]
    ) { (caller, query: EventStreamQuery) in
      try await self.stream(query, to: caller)
    }
    .described(
      """
      Answers without end: an event for each that happens on the topics, named by its type, with \
      the same JSON as a WebSocket's message. Its id is `<epoch>:<offset>` for one topic, and for \
      several `<topic>=<epoch>:<offset>` joined by commas; whoever sends it as `Last-Event-ID` \
      gets what they have missed. The first event of a topic is `subscribed`; if it says \
      `"recovered":false`, something was missed that is no longer kept. A comment comes at least \
      every 15 seconds. The answer ends with the session, with the server, and when 1 MiB waits to \
      be read. A stream counts as one of its user's sockets.
      """)
  }

  private func stream(_ query: EventStreamQuery, to caller: Caller) async throws -> HTTPResponse {
    guard let feed, let token = BearerToken.of(caller.context.request.headers),
      let loop = EventLoop.current
    else {
      throw Problem(.unavailable, detail: "There is nothing to follow here.", retryAfterSeconds: 1)
    }
    guard !isDraining else {
      throw Problem(.unavailable, detail: "The server is draining.", retryAfterSeconds: 1)
    }
    let admission = try await authenticator.admit(bearer: token, at: clock.now())
    let seat = try takeSeat(for: admission.principal.userID)
    for topic in query.topics
    where try await !feed.rights.allow(topic, to: admission.principal) {
      throw Problem(.forbidden, detail: "There is no such topic for you.")
    }
    var headers = HTTPHeaders()
    headers.add("Content-Type", "text/event-stream")
    headers.add("Cache-Control", "no-store")
    // nginx would gather events before it hands them on.
    headers.add("X-Accel-Buffering", "no")
    return HTTPResponse(
      status: 200, headers: headers,
      body: .stream { [query, seat] body in
        let stream = EventStream(
          self, on: loop, admission, seat: seat, topics: query.topics, cursors: query.cursors)
        try await stream.run(body, feed)
      }, closesConnection: true)
  }
}

/// The query of `GET /api/events`.
struct EventStreamQuery: RequestInput {
  let topics: [String]
  let cursors: [String: TopicCursor]

  /// The most topics of a stream.
  private static let most = 100

  init(from fields: inout RequestFields) {
    let given = fields.queries(
      "topic", .string(length: 1...TopicName.longest), atMost: Self.most)
    // What is no topic is refused like somebody else's, and never compared.
    var seen: Set<String> = []
    topics = given.filter { !TopicName.isWellFormed($0) || seen.insert($0).inserted }
    if topics.isEmpty, !fields.isAtFault("topic") {
      fields.fail("topic", "required", "Name at least one topic.")
    }
    let last = fields.header("Last-Event-ID", .string(length: 0...24_576)) ?? ""
    cursors = Self.cursors(last, of: topics)
  }

  /// Where a client stands. Of a topic that it says nothing readable of it has lost its place, and
  /// is told so: the first event says that nothing was recovered.
  static func cursors(_ text: String, of topics: [String]) -> [String: TopicCursor] {
    guard !text.isEmpty, let lost = TopicCursor(epoch: "lost", offset: 0) else { return [:] }
    var found = Dictionary(topics.map { ($0, lost) }, uniquingKeysWith: { first, _ in first })
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return found }
    if topics.count == 1, let cursor = TopicCursor(parsing: text[...]) {
      return [topics[0]: cursor]
    }
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let cursor = TopicCursor(parsing: sides[1]) else { continue }
      found[String(sides[0])] = cursor
    }
    return found
  }
}
