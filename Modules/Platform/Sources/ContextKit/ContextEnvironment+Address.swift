internal import Configuration
internal import Serving

extension ContextEnvironment {
  /// Where this machine finds the context's routes: what the server listens on, with the mount. It
  /// is what addresses in answers and documents begin with that nobody configured.
  ///
  /// A server that listens everywhere is found on the machine itself; a port that the system
  /// chooses is not known, and left out.
  public var localAddress: String {
    let listen = configuration[HTTPSettings.listen]
    let host = ["0.0.0.0", "::", "*"].contains(listen.host) ? "127.0.0.1" : listen.host
    let name = host.contains(":") ? "[\(host)]" : host
    let port = listen.port == 0 ? "" : ":\(listen.port)"
    return "http://\(name)\(port)\(mount == "/" ? "" : mount)"
  }
}
