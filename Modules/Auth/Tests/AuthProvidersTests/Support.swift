import Auth
import AuthProviders
import AuthTesting
import Kernel
import KernelTesting
import Synchronization

/// Keys that tests publish, and how often they were read.
final class ScriptedSource: KeySetSource {
  struct Down: Error {}

  private struct State {
    var published: PublishedKeys?
    var readings = 0
    var gate: AsyncStream<Void>?
  }

  private let state = Mutex(State())

  init(_ keys: [IssuerKey]? = nil, maxAge: Int64? = nil) {
    if let keys { publish(keys, maxAge: maxAge) }
  }

  var readings: Int { state.withLock { $0.readings } }

  func publish(_ keys: [IssuerKey], maxAge: Int64? = nil) {
    publish(IssuerKey.document(keys), maxAge: maxAge)
  }

  func publish(_ document: String, maxAge: Int64? = nil) {
    state.withLock {
      $0.published = PublishedKeys(document: Array(document.utf8), maxAge: maxAge)
    }
  }

  func goDown() { state.withLock { $0.published = nil } }

  /// Readings wait until the gate is closed for good.
  func wait(for gate: AsyncStream<Void>) { state.withLock { $0.gate = gate } }

  func read() async throws -> PublishedKeys {
    let (published, gate) = state.withLock { state in
      state.readings += 1
      return (state.published, state.gate)
    }
    if let gate { for await _ in gate {} }
    guard let published else { throw Down() }
    return published
  }
}

/// Keys take a while to make, so that all tests share them.
enum Keys {
  static let rsa = IssuerKey.rsa(kid: "r")
  static let ec = IssuerKey.ec(kid: "e")
  static let stranger = IssuerKey.rsa(kid: "r")
}

let noon = Instant(seconds: 1_767_268_800)
