public import Configuration
public import WebSocket

/// The settings of sockets.
public struct SocketSettings: Sendable {
  /// The most sockets and streams of events at once, over all loops.
  public var maxConnections = 8_000
  /// The most sockets and streams of events of one user at once.
  public var maxPerUser = 20
  /// How long a client may take to authenticate.
  public var authenticationTimeout: Duration = .seconds(5)
  /// Origins of other servers' pages that may open sockets; `*` for all.
  public var origins: [String] = []
  /// Whether a page that came without TLS counts as another origin.
  public var isBehindTLS = false
  /// The most topics that a socket follows.
  public var maxTopics = 100
  /// Octets that may wait for a client that reads slowly; past it the socket is closed with 4408.
  public var sendBuffer = 1_048_576
  /// Octets that may wait for all clients together, and of their messages that have not come whole.
  public var memory = 128 << 20
  /// Octets that may wait for a client before it is sent more of a topic's history.
  var historyAhead = 65_536
  /// The limits and times of the protocol.
  public var protocolSettings = WebSocketSettings()

  /// The defaults.
  public init() {}

  private static let usual = SocketSettings()

  static let connections = Setting(
    "websocket.max_connections", .integer(in: 1...1_000_000), default: usual.maxConnections,
    "The most WebSockets at once; they count within http.max_connections, too.")
  static let perUser = Setting(
    "websocket.max_per_user", .integer(in: 1...1_000_000), default: usual.maxPerUser,
    "The most WebSockets of one user at once.")
  static let authentication = Setting(
    "websocket.auth_timeout", .duration(in: .milliseconds(100) ... .seconds(60)),
    default: usual.authenticationTimeout,
    "How long a client may take to authenticate by its first message.")
  static let pingInterval = Setting(
    "websocket.ping_interval", .duration(in: .milliseconds(100) ... .seconds(3_600)),
    default: usual.protocolSettings.pingInterval, "How often the server pings a client.")
  static let pongTimeout = Setting(
    "websocket.pong_timeout", .duration(in: .milliseconds(100) ... .seconds(3_600)),
    default: usual.protocolSettings.pongTimeout, "How long a client may take to answer a ping.")
  static let compression = Setting(
    "websocket.compression", .bool, default: usual.protocolSettings.allowsCompression,
    "Whether messages are compressed for clients that offer it.")

  static let memory = Setting(
    "websocket.max_memory", .byteSize(in: 1 << 20...1 << 40), default: usual.memory,
    "What all WebSockets may hold together of unread and unfinished messages. Who holds more than "
      + "a quarter of what is left is cut off.")

  /// Every setting of sockets.
  public static let all: [any SettingDeclaration] = [
    connections, perUser, authentication, pingInterval, pongTimeout, compression, memory,
  ]

  /// The settings as they were configured.
  public init(_ configuration: Configuration) {
    maxConnections = configuration[Self.connections]
    maxPerUser = configuration[Self.perUser]
    memory = configuration[Self.memory]
    authenticationTimeout = configuration[Self.authentication]
    protocolSettings.pingInterval = configuration[Self.pingInterval]
    protocolSettings.pongTimeout = configuration[Self.pongTimeout]
    protocolSettings.allowsCompression = configuration[Self.compression]
  }
}
