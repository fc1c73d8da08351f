import Kernel
import Ports

extension AuthService {
  /// Counts an attempt at an account's password before the password is looked at.
  ///
  /// An account and a network that belong together are held to their own limit alone: whoever
  /// guesses from elsewhere cannot lock the user out, and neither can a neighbour in the same
  /// network who tries other accounts. Sessions that are open are never touched.
  /// - Throws: `AuthRefusal.tooManyFailures`.
  func admitAttempt(email: EmailAddress, from client: Actor) async throws -> Attempt {
    let network = client.network ?? "-"
    let throttle = settings.throttle
    let pair = AttemptLimit(throttle.perAccountAndAddress, "pair", email.canonical, network)
    let windows = try await store.admit(
      [
        pair, AttemptLimit(throttle.perAccount, "account", email.canonical),
        AttemptLimit(throttle.perAddress, "address", network),
      ], within: throttle.window, at: clock.now()
    ) { limit, transaction in
      try limit != pair && transaction.isKnown(network: network, for: email)
    }
    return Attempt(windows)
  }

  /// Judges an attempt that was counted. Unless its secret turns out to be wrong it is taken back:
  /// nothing was learned of a password that nobody had time to look at.
  /// - Throws: what `body` throws.
  func judging<Value: Sendable>(
    _ attempt: Attempt, _ body: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await body()
    } catch let refusal as AuthRefusal where refusal.isOfWrongSecret {
      throw refusal
    } catch {
      // They are told why the attempt came to nothing, not why it could not be taken back.
      try? await store.atomically { try $0.refund(attempt) }
      throw error
    }
  }
}

extension AuthRefusal {
  /// Whether a secret was looked at, and was not the right one.
  fileprivate var isOfWrongSecret: Bool {
    switch self {
    case .invalidCredentials, .wrongPassword, .wrongCode: true
    default: false
    }
  }
}
