public import Configuration
public import HTTP
public import Router

/// The settings of the HTTP server.
public enum HTTPSettings {
  /// Where the server listens.
  public static let listen = Setting(
    "listen", .listenAddress, default: ListenAddress(host: "127.0.0.1", port: 8080),
    "The address and port on which the server listens.")

  private static let usual = HTTPServerConfiguration()

  static let maxConnections = Setting(
    "http.max_connections", .integer(in: 1...1_000_000), default: usual.maxConnections,
    "The most connections at once. For a further one, one is closed that is idle; where none is, the "
      + "further one is refused. Descriptors may allow fewer: see atrium_http_connections_limit.")
  static let requestMemory = Setting(
    "http.max_request_memory", .byteSize(in: 1 << 20...1 << 40), default: usual.requestMemory,
    "What requests under way may hold together of heads and bodies. One that would hold more than a "
      + "quarter of what is left is refused by 503.")
  static let answerMemory = Setting(
    "http.max_answer_memory", .byteSize(in: 1 << 20...1 << 40), default: usual.answerMemory,
    "What answers may hold together whose clients read slowly. A long answer is refused with 503 "
      + "where it would be more than a quarter of what is left; a client for whom more waits is cut "
      + "off.")
  static let longAnswers = Setting(
    "http.long_answers", .integer(in: 1...100_000), default: 32,
    "How many long answers, of 16 KiB and more, are made at once. Others of them wait for up to ten "
      + "seconds, in turns of those who ask, so that short ones need not wait for them.")
  static let headerTimeout = Setting(
    "http.header_timeout", .duration(in: .seconds(1) ... .seconds(600)),
    default: usual.headerTimeout, "The time within which a whole request head must arrive.")
  static let bodyTimeout = Setting(
    "http.body_timeout", .duration(in: .seconds(1) ... .seconds(600)), default: usual.bodyTimeout,
    "The longest pause within a request body.")
  static let idleTimeout = Setting(
    "http.idle_timeout", .duration(in: .seconds(1) ... .seconds(3_600)), default: usual.idleTimeout,
    "How long a connection may be idle between two requests.")
  static let sendTimeout = Setting(
    "http.send_timeout", .duration(in: .seconds(1) ... .seconds(600)), default: usual.sendTimeout,
    "How long an answer waits for a client that does not read.")
  static let slowGrace = Setting(
    "http.slow_grace", .duration(in: .seconds(1) ... .seconds(600)), default: usual.slowGrace,
    "How long a body may arrive more slowly than http.slowest_body.")
  static let slowestBody = Setting(
    "http.slowest_body", .byteSize(in: 0...1_048_576), default: usual.slowestBody,
    "The least that a body must bring each second on average, after http.slow_grace.")
  static let maxHead = Setting(
    "http.max_header_bytes", .byteSize(in: 1_024...65_535), default: usual.headBytes,
    "The largest request head.")
  static let maxFields = Setting(
    "http.max_header_fields", .integer(in: 10...10_000), default: usual.maxFields,
    "The most header fields in a request.")
  static let maxTarget = Setting(
    "http.max_target_bytes", .byteSize(in: 256...65_535), default: usual.maxTarget,
    "The longest request target (path and query); it counts within http.max_header_bytes.")
  static let maxChunkLine = Setting(
    "http.max_chunk_line_bytes", .byteSize(in: 64...65_535), default: usual.chunkLineBytes,
    "The longest line before a chunk of a body, and the largest trailers.")
  static let requestsPerConnection = Setting(
    "http.requests_per_connection", .integer(in: 0...1_000_000_000), default: 0,
    "How many requests a connection serves before it is closed; 0 for no limit.")
  static let drainGrace = Setting(
    "http.drain_grace", .duration(in: .zero ... .seconds(600)), default: usual.drainGrace,
    "How long the server still accepts requests after it is asked to end.")
  static let drainLimit = Setting(
    "http.drain_limit", .duration(in: .zero ... .seconds(3_600)), default: usual.drainLimit,
    "When the server ends although requests are under way, counted from when it is asked to end.")

  static let trustedProxies = Setting(
    "http.trusted_proxies", .list(of: .network), default: [],
    "Proxies that are believed about a request's client: addresses and prefixes such as "
      + "127.0.0.1 or 10.0.0.0/8. Forwarding fields from elsewhere are ignored.")
  static let forwardedField = Setting(
    "http.forwarded_field", .oneOf(TrustedProxies.Field.self), default: .xForwardedFor,
    "The field in which http.trusted_proxies name the client; they must overwrite or extend it.")

  /// Whether the outer world speaks TLS to the proxy before the server.
  public static let behindTLS = Setting(
    "http.behind_tls", .bool, default: false,
    "Whether all clients reach the server over TLS, through a proxy. Adds "
      + "Strict-Transport-Security to every answer; otherwise only to those that "
      + "http.trusted_proxies mark by X-Forwarded-Proto.")
  /// Which origins may call from a browser.
  public static let corsOrigins = Setting(
    "http.cors_origins", .list(of: .origin), default: [],
    "Origins whose pages may call the server, such as https://app.example.com; none by default.")
  /// Whether routes that move money insist on a key.
  public static let requiresIdempotencyKeys = Setting(
    "http.require_idempotency_keys", .bool, default: false,
    "Whether routes that take an Idempotency-Key refuse requests without one.")

  /// Every setting of HTTP but `listen`.
  public static let all: [any SettingDeclaration] = [
    maxConnections, requestMemory, answerMemory, longAnswers, headerTimeout, bodyTimeout,
    idleTimeout, sendTimeout, slowGrace, slowestBody,
    maxHead, maxFields, maxTarget, maxChunkLine, requestsPerConnection, drainGrace, drainLimit,
    trustedProxies, forwardedField, behindTLS, corsOrigins, requiresIdempotencyKeys,
  ]

  /// The contradictions among these settings.
  public static func contradictions(in configuration: Configuration) -> [String] {
    [
      configuration.contradiction(drainGrace, exceeds: drainLimit),
      configuration.contradiction(maxTarget, exceeds: maxHead),
    ].compactMap(\.self)
  }

  /// How many connections there can be.
  public static func connections(_ configuration: Configuration) -> ConnectionRoom {
    ConnectionRoom(
      wanted: configuration[maxConnections], descriptors: Descriptors.limit,
      processors: Processors.count)
  }

  /// The turns in which long answers are made.
  public static func turns(_ configuration: Configuration) -> Turns {
    Turns(limit: configuration[longAnswers])
  }

  /// The server's configuration.
  public static func server(_ configuration: Configuration) -> HTTPServerConfiguration {
    let address = configuration[listen]
    var server = HTTPServerConfiguration(host: address.host, port: address.port)
    let room = connections(configuration)
    server.maxConnections = room.connections
    server.maxRefusals = room.refusals
    server.requestMemory = configuration[requestMemory]
    server.answerMemory = configuration[answerMemory]
    server.headerTimeout = configuration[headerTimeout]
    server.bodyTimeout = configuration[bodyTimeout]
    server.idleTimeout = configuration[idleTimeout]
    server.sendTimeout = configuration[sendTimeout]
    server.slowGrace = configuration[slowGrace]
    server.slowestBody = configuration[slowestBody]
    server.headBytes = configuration[maxHead]
    server.maxFields = configuration[maxFields]
    server.maxTarget = configuration[maxTarget]
    server.chunkLineBytes = configuration[maxChunkLine]
    let requests = configuration[requestsPerConnection]
    server.requestsPerConnection = requests > 0 ? requests : nil
    server.drainGrace = configuration[drainGrace]
    server.drainLimit = configuration[drainLimit]
    server.trustedProxies = TrustedProxies(
      configuration[trustedProxies], field: configuration[forwardedField])
    return server
  }
}

extension SettingType where Value == IPNetwork {
  /// An address, or a prefix of addresses.
  static var network: SettingType {
    SettingType(
      name: "network",
      expectation: "an address or a prefix such as \"10.0.0.0/8\", nothing set behind its length",
      parse: { IPNetwork($0) }, show: { $0.description })
  }
}
