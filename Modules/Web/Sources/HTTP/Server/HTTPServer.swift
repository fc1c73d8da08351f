public import EventLoop
internal import Synchronization

/// Atrium's HTTP/1.1 server: a listener on every loop of a group. TLS and HTTP/2 end before it, at
/// a proxy.
public final class HTTPServer: HTTPTransport {
  private let configuration: HTTPServerConfiguration
  private let group: EventLoopGroup
  private let handler: any HTTPHandler
  /// How much there is to do.
  public let load: HTTPServerLoad
  private let listeners = Mutex<[HTTPListener]>([])

  /// Makes a server that does not listen yet.
  public init(
    configuration: HTTPServerConfiguration, group: EventLoopGroup, handler: any HTTPHandler
  ) {
    // Places in a head, and in a trailer, are kept in 16 bits.
    var configuration = configuration
    configuration.headBytes = min(configuration.headBytes, 65_535)
    configuration.chunkLineBytes = min(configuration.chunkLineBytes, 65_535)
    self.configuration = configuration
    self.group = group
    self.handler = handler
    load = HTTPServerLoad(configuration)
  }

  /// Listens, on every loop; returns once connections are accepted or queued.
  /// - Throws: `SystemCallError` when the address cannot be had.
  @discardableResult
  public func start() throws(SystemCallError) -> ListeningAddress {
    let (descriptors, address) = try SocketAddress.listen(
      configuration, count: group.loops.count)
    let made = zip(group.loops, descriptors).map { loop, descriptor in
      HTTPListener(
        loop: loop, descriptor: descriptor, configuration: configuration, handler: handler,
        load: load)
    }
    listeners.withLock { $0 = made }
    for listener in made { listener.loop.execute { listener.open() } }
    return address
  }

  /// Ends the service without cutting an answer. For `drainGrace` everything is answered, with
  /// `Connection: close`, so that a load balancer has time to look elsewhere; then nothing new is
  /// accepted and idle connections close; requests under way finish until `drainLimit`, counted
  /// from the start, cuts what is left. Returns when every connection is gone; a second call
  /// returns at once.
  public func drain() async {
    let draining = listeners.withLock { listeners in
      let taken = listeners
      listeners = []
      return taken
    }
    let (grace, limit) = (configuration.drainGrace, configuration.drainLimit)
    await withTaskGroup { group in
      for listener in draining {
        group.addTask { await listener.drain(grace: grace, limit: limit) }
      }
    }
  }
}

extension HTTPListener {
  /// The drain of one loop's connections.
  fileprivate func drain(grace: Duration, limit: Duration) async {
    await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
      loop.execute {
        self.beginDrain()
        let cut = self.loop.schedule(after: limit) { self.cut() }
        self.loop.schedule(after: grace) {
          self.endGrace {
            self.loop.cancel(cut)
            done.resume()
          }
        }
      }
    }
  }
}
