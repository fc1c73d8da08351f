import Foundation
import JSON
import Kernel
import Storage

extension Deployment {
  /// Publishes an event of a context as its unit of work does, beside the server.
  func publish(_ number: Int, to topics: [String], in context: String, padding: Int = 0) throws {
    let connection = try connect(to: context)
    defer { connection.close() }
    let names = topics.map { "\"\($0)\"" }.joined(separator: ",")
    let pad = String(repeating: "x", count: padding)
    try connection.execute(
      """
      INSERT INTO platform_outbox (id, context, type, aggregate, number, topics, data, at)
      VALUES (\(UInt128.random(in: 1...UInt128.max)), \(context), \("\(context).thing.changed"),
        'thing:1', \(number), \("[\(names)]"), \(#"{"n":\#(number),"pad":"\#(pad)"}"#),
        \(Instant(milliseconds: 1_767_268_800_000)))
      """)
  }

  /// Makes the history one that came from elsewhere, as a restore does.
  func loseHistory() throws {
    let connection = try connect(to: "auth")
    defer { connection.close() }
    try connection.execute("UPDATE platform_history SET witness = '' WHERE id = 1")
  }

  /// Has servers listen on a port that is known before.
  func listen(on port: UInt16) throws {
    let path = "\(folder)/atrium.toml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try write("atrium.toml", text.replacing("127.0.0.1:0", with: "127.0.0.1:\(port)"))
  }
}

extension Person {
  /// The user's id, as the server tells it.
  func id(at server: AtriumServer) throws -> String {
    guard let id = try client(of: server).get("/api/auth/me").string("id") else {
      throw HarnessError("\(email) has no id")
    }
    return id
  }
}

extension Socket {
  /// Asks to follow a topic.
  func follow(_ topic: String, from place: (epoch: String, offset: Int64)? = nil) throws {
    let resume = place.map { #","epoch":"\#($0.epoch)","offset":\#($0.offset)"# } ?? ""
    try send(#"{"type":"subscribe","topic":"\#(topic)"\#(resume)}"#)
  }
}

extension Wire {
  /// Asks for a stream of events, and reads the head of the answer.
  convenience init(
    stream topic: String, of person: Person, at server: AtriumServer, lastID: String? = nil
  ) throws {
    try self.init(port: server.port)
    let last = lastID.map { "Last-Event-ID: \($0)\r\n" } ?? ""
    try send(
      "GET /api/events?topic=\(topic) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(last)"
        + "Authorization: Bearer \(person.accessToken)\r\n\r\n")
    let head = try take(through: Array("\r\n\r\n".utf8))
    guard head.hasPrefix("HTTP/1.1 200"), head.contains("text/event-stream") else {
      throw HarnessError("no stream: \(head)")
    }
  }

  /// The fields of the next event of a stream; comments are left out.
  func event() throws -> [String: String] {
    while true {
      var fields: [String: String] = [:]
      // Chunks' lengths stand between; none of them has a colon.
      for line in try take(through: Array("\n\n".utf8)).split(whereSeparator: \.isNewline) {
        let sides = line.split(separator: ":", maxSplits: 1)
        guard sides.count == 2, ["event", "data", "id"].contains(sides[0]) else { continue }
        fields[String(sides[0])] = String(sides[1].dropFirst())
      }
      if !fields.isEmpty { return fields }
    }
  }
}

/// A client library of this repository, with a program that prints what it is told.
enum ClientProgram: String, CaseIterable, CustomStringConvertible {
  case javascript, python

  var description: String { rawValue }

  private var interpreter: String { self == .javascript ? "node" : "python3" }

  /// Whether it can be run here.
  var isInstalled: Bool { Programs.find(interpreter) != nil }

  /// Follows a topic until it is killed.
  func start(
    _ url: String, _ topic: String, _ token: String, in deployment: Deployment
  ) throws -> ChildProcess {
    let library = "\(Programs.root)/Clients/\(rawValue)"
    let name = self == .javascript ? "follow.mjs" : "follow.py"
    try deployment.write(name, self == .javascript ? Self.node(library) : Self.python(library))
    guard let path = Programs.find(interpreter) else { throw HarnessError("no \(interpreter)") }
    let flags = self == .javascript ? ["--experimental-websocket", "--no-warnings"] : ["-u"]
    return try ChildProcess(path, flags + [name, url, topic, token], in: deployment.folder)
  }

  private static func node(_ library: String) -> String {
    """
    import { AtriumRealtime } from "\(library)/atrium-realtime.js";
    const [url, topic, token] = process.argv.slice(2);
    const realtime = new AtriumRealtime(url, {
      token: () => token, shortestPause: 100, longestPause: 400,
    });
    realtime.subscribe(topic, {
      onEvent: ({ data }) => console.log(`event ${data.n}`),
      onLost: () => console.log("lost"),
      onFollowing: () => console.log("open"),
    });
    """
  }

  private static func python(_ library: String) -> String {
    """
    import asyncio, sys
    sys.path.insert(0, "\(library)")
    from atrium_realtime import AtriumRealtime
    url, topic, token = sys.argv[1:]
    realtime = AtriumRealtime(url, lambda: token, shortest_pause=0.1, longest_pause=0.4)
    realtime.subscribe(
        topic, lambda event: print("event", event["data"]["n"]), lambda: print("lost"),
        on_following=lambda: print("open"))
    asyncio.run(realtime.run())
    """
  }
}

/// Waits until something is so.
func eventually(_ condition: () throws -> Bool) async throws {
  let end = Date().addingTimeInterval(30)
  while try !condition() {
    guard Date() < end else { throw HarnessError("it does not come to be so") }
    await Task.yield()
  }
}
