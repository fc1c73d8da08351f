import Crypto
import Kernel
public import Ports

extension SignIn {
  /// Completes a sign-in that waits for a code of the authenticator, or a recovery code.
  /// - Parameter challenge: the token of `SignInRefusal.mfaRequired`.
  /// - Throws: `ChallengeRefusal`, `WrongCode`, `TooManyFailures`.
  public func login(
    challenge: String, code: String, from client: Actor
  ) async throws -> OpenSession {
    let hash = SHA256.hash(Array(challenge.utf8))
    let began = clock.now()
    let farthest = began.adding(seconds: settings.challengeLifetime + ClockTolerance.seconds)
    let challenged = try await store.atomically {
      try $0.challengedUser(hash, at: began, expiringBy: farthest)
    }
    guard let user = challenged else { throw ChallengeRefusal.invalid }
    let draft = opening.draft()
    let now = clock.now()
    let attempt = try await limiter.admitCode(of: user, for: .proof)
    return try await limiter.judging(attempt) {
      try await store.atomically { rows in
        guard let found = try rows.lockUser(user)?.user else { throw ChallengeRefusal.invalid }
        guard found.mayAct else { throw ChallengeRefusal.blocked }
        guard try rows.removeChallenge(hash, at: now) else { throw ChallengeRefusal.invalid }
        // Throwing undoes the removal: a mistyped code may be typed again.
        guard try rows.acceptCode(code, of: user, at: now) else { throw WrongCode() }
        let session = try opening.open(draft, of: found, from: client, at: now, in: rows)
        try rows.forgive(attempt)
        return session
      }
    }
  }
}
