import Configuration
import ContextKit
import Realtime
import Router
import Serving

extension Assembly {
  /// The sockets that are not of one context: at a place of their own, and below every context.
  var socketRoutes: [Route] {
    // Where no context tells who is behind a token, nobody could open one.
    guard contexts.ports[SocketAuthenticatorPort.self] != nil else { return [] }
    var places: Set<String> = []
    return (["/api"] + contexts.members.map(\.mount))
      .map { $0 == "/" ? "/ws/notifications" : $0 + "/ws/notifications" }
      .filter { places.insert($0).inserted }
      .map { path in
        sockets.route(path, summary: "Follow what concerns you, as it happens").tagged("realtime")
      }
  }
}

extension SocketSettings {
  /// The settings as they were configured, with those of HTTP that say who may call.
  init(of configuration: Configuration) {
    self.init(configuration)
    origins = configuration[HTTPSettings.corsOrigins]
    isBehindTLS = configuration[HTTPSettings.behindTLS]
  }
}
