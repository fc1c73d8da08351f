public import EventLoop

/// Atrium's HTTP/1.1 server: a listener on every loop of a group.
public final class HTTPServer: Sendable {
  let configuration: HTTPServerConfiguration
  let group: EventLoopGroup
  let handler: any HTTPHandler

  /// Makes a server that does not listen yet.
  public init(
    configuration: HTTPServerConfiguration, group: EventLoopGroup, handler: any HTTPHandler
  ) {
    self.configuration = configuration
    self.group = group
    self.handler = handler
  }
}
