import Configuration
import Realtime
import Serving

extension Assembly {
  /// Ends what would not end by itself before the server waits for the answers under way.
  public func drain() { sockets.drain() }
}

extension SocketSettings {
  /// The settings as they were configured, with those of HTTP that say who may call.
  init(of configuration: Configuration) {
    self.init(configuration)
    origins = configuration[HTTPSettings.corsOrigins]
    isBehindTLS = configuration[HTTPSettings.behindTLS]
    // Where descriptors are short, sockets leave a fifth of the connections to requests.
    let room = HTTPSettings.connections(configuration)
    if room.isShort { maxConnections = min(maxConnections, max(1, room.connections / 5 * 4)) }
  }
}
