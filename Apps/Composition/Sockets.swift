import Configuration
import ContextKit
import Realtime
import Router

extension Assembly {
  /// The sockets that are not of one context: at a place of their own, and below every context.
  var socketRoutes: [Route] {
    guard let sockets else { return [] }
    var places: Set<String> = []
    return (["/api"] + mounted.map(\.mount))
      .map { $0 == "/" ? "/ws/notifications" : $0 + "/ws/notifications" }
      .filter { places.insert($0).inserted }
      .map { path in
        sockets.route(path, summary: "What concerns you, as it happens").tagged("realtime")
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
