public import Kernel

/// Finds out whether people are who they say they are.
///
/// A call waits for another server, so none is made within a transaction: their bodies are
/// synchronous.
public protocol KYCProvider: Sendable {
  /// What it is called in the configuration and in paths: `smileid`.
  var name: String { get }

  /// Hands a check in. One that was handed in before, under the same id, is not made twice.
  /// - Returns: the verdict if it is known at once; `.pending` where a webhook tells it.
  /// - Throws: `KYCError`.
  func submit(_ check: IdentityCheck) async throws(KYCError) -> IdentityVerdict

  /// What came of a check that was handed in before: a webhook may be lost.
  /// - Returns: `.pending` as long as nobody has said.
  /// - Throws: `KYCError.unavailable` where it cannot be found out now.
  func status(
    of check: IdentityCheck.ID, for user: UserID
  ) async throws(KYCError) -> IdentityVerdict

  /// Reads a webhook of the provider.
  /// - Parameters:
  ///   - headers: fields of the request, their names in lower case.
  ///   - body: the body as it came.
  ///   - now: the machine's time, by which its age is told.
  /// - Returns: what it says of which check; nil where it says nothing of any of ours.
  /// - Throws: `KYCWebhookRefusal`.
  func read(
    headers: [String: String], body: [UInt8], at now: Instant
  ) throws(KYCWebhookRefusal) -> IdentityResult?
}

/// What a provider tells of a check.
public struct IdentityResult: Hashable, Sendable {
  /// The check.
  public let check: IdentityCheck.ID
  /// What came of it.
  public let verdict: IdentityVerdict

  /// A result.
  public init(check: IdentityCheck.ID, verdict: IdentityVerdict) {
    self.check = check
    self.verdict = verdict
  }
}

/// Why a check was not handed in.
public enum KYCError: Error, Hashable, Sendable {
  /// The provider refuses it as it is, for this reason: handing it in again changes nothing.
  case refused(String)
  /// It was not handed in, or nobody knows: hand it in again later, under the same id.
  case unavailable(String)
}

/// Why a webhook counts for nothing, in order of precedence.
public enum KYCWebhookRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The body is no object of JSON.
  case malformed
  /// The signature is missing or wrong.
  case badSignature
  /// It was signed more than five minutes ago, or in the future.
  case stale
}
