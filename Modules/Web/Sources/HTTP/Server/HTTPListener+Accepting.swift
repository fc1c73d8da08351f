internal import CLinux
internal import EventLoop
internal import Glibc

/// Who is let in, who waits for a place, and who is told that there is none.
extension HTTPListener {
  /// Accepts one connection; whether another one may follow.
  func accept() -> Bool {
    guard held == nil else { return false }
    var peer = sockaddr_storage()
    let accepted = clinux_accept(descriptor, &peer)
    if accepted < 0 {
      if accepted == -EMFILE || accepted == -ENFILE || accepted == -ENOMEM { outOfDescriptors() }
      return accepted == -ECONNABORTED || accepted == -EINTR
    }
    held = Newcomer(descriptor: accepted, address: SocketAddress.text(of: peer))
    if settleHeld() { return true }
    let pause = Duration.nanoseconds(max(1_000_000, times.reclaim / 8))
    pauseAccepting(for: pause) { self.settleHeld() }
    return false
  }

  /// Lets in or turns away who was accepted last, unless a place will soon come free.
  /// - Returns: whether that is done.
  @discardableResult
  func settleHeld() -> Bool {
    guard let newcomer = held else { return true }
    let answer = findPlace()
    if answer == .soon { return false }
    held = nil
    if answer == .found { admit(newcomer) } else { refuse(newcomer) }
    return true
  }

  /// Closes who was accepted and has no place.
  func forgetHeld() {
    if let held { close(held.descriptor) }
    held = nil
  }

  /// Takes a place, or one too many; not where the answer is `.soon`.
  private func findPlace() -> Places.Answer {
    if load.enter() || reclaim() {
      places.found()
      return .found
    }
    // Who asks for nothing may go on doing so until it is old enough to be closed.
    let mayComeFree = !isDraining && guests.idlest(for: 0) != nil
    switch places.answer(at: loop.now, mayComeFree: mayComeFree, within: times.reclaim) {
    case .found: return .found
    case .none: return reclaim(sparingClients: false) ? .found : .none
    case .soon:
      load.leave()
      return .soon
    }
  }

  /// Closes, for a new connection, the one that has been idle for the longest among some that are
  /// looked at: whoever opens many and asks nothing keeps nobody out.
  private func reclaim(sparingClients spares: Bool = true) -> Bool {
    for _ in 0..<4 {
      guard let idlest = guests.idlest(for: times.reclaim, sparingClients: spares) else {
        return false
      }
      guard idlest.staysIdle(for: times.reclaim) else { continue }
      load.note(.idleConnections)
      idlest.close()
      return true
    }
    return false
  }

  private func admit(_ newcomer: Newcomer) {
    let connection = makeConnection(of: newcomer)
    if register(connection) { connection.drive() }
  }

  /// Tells a newcomer that there is no place. Past some, a newcomer does not stay to see that the
  /// answer is read: a flood is not worth the descriptors.
  private func refuse(_ newcomer: Newcomer) {
    load.note(.connections)
    let stays = load.maySayNo
    let connection = makeConnection(of: newcomer)
    guard !stays || register(connection) else { return }
    connection.fail(.tooManyConnections)
    // This reads what has come. If it were closed with that unread, it would see a reset instead
    // of the answer.
    connection.drive()
    if !stays { connection.close() }
  }

  private func outOfDescriptors() {
    load.note(.descriptors)
    pauseAccepting(for: .milliseconds(100)) { true }
  }
}

/// A connection that was accepted and has no place yet.
struct Newcomer {
  let descriptor: Int32
  let address: String
}

/// Whether who finds all places taken waits for one.
///
/// Where connections come faster than they grow old enough to give way, a newcomer waits for a
/// moment, and those behind it in the kernel's queue: they ask at once and are soon gone, unlike
/// who came to hold places. If in that time nobody gave way, all are busy, and who comes is
/// told at once, until a place was found again.
struct Places {
  enum Answer: Hashable {
    case found, soon, none
  }

  private var fullSince: Int64?

  /// A place was found.
  mutating func found() { fullSince = nil }

  /// What to tell who found none.
  /// - Parameters:
  ///   - now: nanoseconds.
  ///   - mayComeFree: whether somebody may give way who is too new for that as yet.
  ///   - time: nanoseconds after which who is idle gives way.
  mutating func answer(at now: Int64, mayComeFree: Bool, within time: Int64) -> Answer {
    let since = fullSince ?? now
    fullSince = since
    return mayComeFree && now - since <= time ? .soon : .none
  }
}
