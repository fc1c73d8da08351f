import Glibc
import Synchronization

/// Passes bytes between clients on TCP and a server's socket, and can be told to cut the line at a
/// certain word: before the server hears it, or after, so that its answer is lost. It can put
/// another word into the server's mouth, too.
final class Relay: Sendable {
  enum Cut {
    case before([UInt8])
    case after([UInt8])
  }

  private struct State {
    var listener: Int32 = -1
    var port: UInt16 = 0
    var socket = ""
    var cut: Cut?
    var cuts = 0
    var replaced: (word: [UInt8], by: [UInt8])?
    var replacements = 0
    var open: Set<Int32> = []
    var refuses = false
    var hold: Hold?
    var held = 0
  }

  private enum Hold {
    case all
    case saying([[UInt8]])
  }

  private let released = Semaphore()
  private let arrivals = AsyncStream<Void>.makeStream()

  private let state = Mutex(State())

  var port: UInt16 { state.withLock { $0.port } }

  /// How often the line was cut at a word.
  var cuts: Int { state.withLock { $0.cuts } }

  /// In how many of the server's messages a word was replaced.
  var replacements: Int { state.withLock { $0.replacements } }

  /// From now on replaces a word that the server says by another one of its length.
  func replace(_ word: [UInt8], by other: [UInt8]) {
    state.withLock { $0.replaced = (word, other) }
  }

  func start(to socket: String) throws {
    let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        _ = bind(listener, generic, size)
        _ = listen(listener, 64)
        _ = getsockname(listener, generic, &size)
      }
    }
    let port = UInt16(bigEndian: address.sin_port)
    state.withLock { state in
      state.listener = listener
      state.port = port
      state.socket = socket
    }
    thread { [self] in acceptAll(listener) }
  }

  /// Cuts the line once, when the client says a word.
  func cutOnce(_ cut: Cut) {
    state.withLock { $0.cut = cut }
  }

  /// Cuts all lines, and takes no new ones while `refusing`.
  func cutAll(refusing: Bool = false) {
    state.withLock { state in
      state.refuses = refusing
      for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  /// Suspends until so many more lines are held.
  func held(_ count: Int) async {
    guard count > 0 else { return }
    var left = count
    for await _ in arrivals.stream {
      left -= 1
      if left == 0 { return }
    }
  }

  /// From now on lets nothing through that clients say, as if the server hung.
  func holdAll() { state.withLock { $0.hold = .all } }

  /// From now on lets nothing through of a line on which a client says one of some words.
  func hold(saying words: [[UInt8]]) { state.withLock { $0.hold = .saying(words) } }

  /// Lets through what was held, and what comes.
  func release() {
    let held = state.withLock { state in
      defer { (state.hold, state.held) = (nil, 0) }
      return state.held
    }
    for _ in 0..<held { released.post() }
  }

  private func wait(with bytes: ArraySlice<UInt8>) {
    let isHeld = state.withLock { state in
      switch state.hold {
      case .all: break
      case .saying(let words) where words.contains { bytes.firstRange(of: $0) != nil }: break
      default: return false
      }
      state.held += 1
      return true
    }
    guard isHeld else { return }
    arrivals.continuation.yield()
    released.wait()
  }

  /// Takes new lines again.
  func restore() {
    state.withLock { $0.refuses = false }
  }

  func stop() {
    cutAll(refusing: true)
    release()
    let listener = state.withLock { $0.listener }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private func acceptAll(_ listener: Int32) {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else {
        close(listener)
        return
      }
      guard !state.withLock({ $0.refuses }), let server = connectToServer() else {
        close(client)
        continue
      }
      state.withLock { $0.open.formUnion([client, server]) }
      let shared = Users(2)
      thread { [self] in
        pump(from: client, to: server, watches: true)
        shared.leave { self.forget(client, server) }
      }
      thread { [self] in
        pump(from: server, to: client, watches: false)
        shared.leave { self.forget(client, server) }
      }
    }
  }

  private func forget(_ client: Int32, _ server: Int32) {
    state.withLock { $0.open.subtract([client, server]) }
    close(client)
    close(server)
  }

  private func connectToServer() -> Int32? {
    let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = state.withLock { $0.socket }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return code == 0 ? server : nil
  }

  private func pump(from source: Int32, to sink: Int32, watches: Bool) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(source, &buffer, buffer.count)
      guard count > 0 else { break }
      if watches { wait(with: buffer[..<count]) }
      let cut = watches ? takeCut(buffer[..<count]) : nil
      if !watches { replaceWord(in: &buffer[..<count]) }
      if case .before = cut { break }
      // The answer must not get through: the client's side is shut before the server hears.
      if case .after = cut { shutdown(source, Int32(SHUT_RDWR)) }
      guard send(sink, buffer, count, Int32(MSG_NOSIGNAL)) == count, cut == nil
      else { break }
    }
    shutdown(source, Int32(SHUT_RDWR))
    // The server reads what it was sent, and finds the line closed when it wants to answer.
    shutdown(sink, Int32(watches ? SHUT_WR : SHUT_RDWR))
  }

  private func replaceWord(in bytes: inout ArraySlice<UInt8>) {
    state.withLock { state in
      guard let (word, other) = state.replaced else { return }
      let places = bytes.ranges(of: word)
      for place in places { bytes.replaceSubrange(place, with: other) }
      if !places.isEmpty { state.replacements += 1 }
    }
  }

  private func takeCut(_ bytes: ArraySlice<UInt8>) -> Cut? {
    state.withLock { state in
      guard let cut = state.cut else { return nil }
      let word =
        switch cut {
        case .before(let word), .after(let word): word
        }
      guard bytes.firstRange(of: word) != nil else { return nil }
      state.cut = nil
      state.cuts += 1
      return cut
    }
  }
}

/// The two directions of a line, which is closed when both are done.
private final class Users: Sendable {
  private let count: Atomic<Int>

  init(_ count: Int) {
    self.count = Atomic(count)
  }

  func leave(_ last: () -> Void) {
    if count.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { last() }
  }
}

/// A POSIX semaphore, which the relay's own threads wait at.
private final class Semaphore: @unchecked Sendable {
  // Unchecked: sem_wait(3) and sem_post(3) may be called from any thread.

  private let handle = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(handle, 0, 0) }

  deinit {
    sem_destroy(handle)
    handle.deallocate()
  }

  func wait() { while sem_wait(handle) != 0, errno == EINTR {} }

  func post() { sem_post(handle) }
}

private final class ThreadBody {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}

private func thread(_ body: @escaping @Sendable () -> Void) {
  var thread = pthread_t()
  let box = Unmanaged.passRetained(ThreadBody(body))
  pthread_create(
    &thread, nil,
    { raw in
      if let raw { Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().run() }
      return nil
    }, box.toOpaque())
  pthread_detach(thread)
}
