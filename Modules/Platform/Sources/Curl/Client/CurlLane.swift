import CCurl
import EventLoop

/// libcurl's multi interface on a loop: it says which sockets it waits for and until when, and is
/// told when something has come. It has connections of its own, which no other lane uses again.
final class CurlLane: @unchecked Sendable {
  // Unchecked: touched by the loop's thread only, but for `init` and `deinit`.

  private let loop: EventLoop
  private let multi: UnsafeMutableRawPointer
  private var sockets: [curl_socket_t: CurlSocket] = [:]
  private var timer: TimerToken?
  private var isOpen = true
  /// Called with each handle that is over.
  private let onEnd: (UnsafeMutableRawPointer, CURLcode) -> Void

  /// - Throws: `CurlError` if there is no memory.
  init(
    on loop: EventLoop, keeping connections: Int,
    onEnd: @escaping (UnsafeMutableRawPointer, CURLcode) -> Void
  ) throws(CurlError) {
    try CurlError.check(libcurlStarted)
    guard let multi = curl_multi_init() else { throw CurlError(CURLE_OUT_OF_MEMORY) }
    self.loop = loop
    self.multi = multi
    self.onEnd = onEnd
    _ = atrium_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
    _ = atrium_curl_multi_set_callbacks(
      multi,
      { _, socket, what, context, _ in
        guard let context else { return 0 }
        Unmanaged<CurlLane>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
        return 0
      },
      { _, milliseconds, context in
        guard let context else { return 0 }
        Unmanaged<CurlLane>.fromOpaque(context).takeUnretainedValue().wake(in: milliseconds)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    _ = atrium_curl_multi_set_callbacks(multi, nil, nil, nil)
    curl_multi_cleanup(multi)
  }

  /// Begins a transfer. Its first step is taken in a later turn.
  func add(_ handle: UnsafeMutableRawPointer) -> Bool {
    isOpen && curl_multi_add_handle(multi, handle) == CURLM_OK
  }

  /// Ends a transfer, wherever it is.
  func remove(_ handle: UnsafeMutableRawPointer) {
    curl_multi_remove_handle(multi, handle)
  }

  /// Watches nothing any more. All transfers were removed before.
  func close() {
    isOpen = false
    _ = atrium_curl_multi_set_callbacks(multi, nil, nil, nil)
    for socket in sockets.values { socket.forget() }
    sockets = [:]
    if let timer { loop.cancel(timer) }
    timer = nil
  }

  private func watch(_ socket: curl_socket_t, _ what: CInt) {
    if what == CURL_POLL_REMOVE {
      sockets.removeValue(forKey: socket)?.forget()
      return
    }
    var interest: Interest = []
    if what == CURL_POLL_IN || what == CURL_POLL_INOUT { interest.insert(.readable) }
    if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { interest.insert(.writable) }
    if let known = sockets[socket] { return known.update(interest) }
    sockets[socket] = CurlSocket(socket, interest, on: loop, of: self)
  }

  private func wake(in milliseconds: Int) {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard milliseconds >= 0 else { return }
    timer = loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in
      self?.timer = nil
      self?.act(on: CURL_SOCKET_TIMEOUT, 0)
    }
  }

  /// Lets libcurl do what there is to do. Never called by one of its callbacks.
  fileprivate func act(on socket: curl_socket_t, _ events: CInt) {
    guard isOpen else { return }
    var running: CInt = 0
    curl_multi_socket_action(multi, socket, events, &running)
    var ended: [(UnsafeMutableRawPointer, CURLcode)] = []
    var code = CURLE_OK
    while let handle = atrium_curl_multi_next(multi, &code) { ended.append((handle, code)) }
    for (handle, code) in ended { onEnd(handle, code) }
  }
}

/// A socket of libcurl's that the loop watches. libcurl closes it, and says so before.
private final class CurlSocket: ReadinessHandler, @unchecked Sendable {
  // Unchecked: touched by the loop's thread only.

  private let socket: curl_socket_t
  private let loop: EventLoop
  private weak var lane: CurlLane?
  private var registration: Registration?

  init(_ socket: curl_socket_t, _ interest: Interest, on loop: EventLoop, of lane: CurlLane) {
    self.socket = socket
    self.loop = loop
    self.lane = lane
    registration = try? loop.register(socket, interest: interest, self)
  }

  func update(_ interest: Interest) {
    if let registration { loop.update(registration, interest: interest) }
  }

  func forget() {
    if let registration { loop.deregister(registration) }
    registration = nil
  }

  func ready(_ events: Interest) {
    var mask: CInt = 0
    if events.contains(.readable) { mask |= CURL_CSELECT_IN }
    if events.contains(.writable) { mask |= CURL_CSELECT_OUT }
    if events.contains(.failed) { mask |= CURL_CSELECT_ERR }
    lane?.act(on: socket, mask)
  }
}
