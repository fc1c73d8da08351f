public import Kernel

/// A request that said that it came from a payment provider, as it was kept.
public struct ReceivedWebhook: Hashable, Sendable {
  /// The id of a received webhook.
  public typealias ID = Identifier<ReceivedWebhook>

  /// What was found of the request.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// It comes from the provider.
    case verified
    /// Its signature is missing or wrong.
    case badSignature = "bad_signature"
    /// It comes from the provider, and is nothing that the provider documents.
    case malformed
  }

  /// What became of it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// It waits to be applied.
    case received
    /// Its context has acted on it.
    case applied
    /// It concerns nobody.
    case ignored
    /// It was not believed.
    case refused
    /// Its context gave it up.
    case failed
  }

  /// Its id.
  public let id: ID
  /// Who is said to have sent it.
  public let provider: PaymentProvider
  /// The context whose reference it bears; `platform` where it is nobody's.
  public let context: String
  /// What it says happened; nil where that was not read.
  public let type: String?
  /// The reference that it bears; nil where it bears none of ours.
  public let reference: PaymentReference?
  /// What was found of it.
  public let verdict: Verdict
  /// What became of it.
  public let state: State
  /// The body as it came; of a request that was refused, its first 16 KiB.
  public let body: [UInt8]
  /// Tells it from others of the provider: the verdict, and the SHA-256 of the body.
  public let digest: String
  /// What its context acts on once; new with each replay.
  public let deliveryID: Identifier<ReceivedWebhook>
  /// How often it came.
  public let deliveries: Int64
  /// Why it could not be applied, as far as it could not.
  public let error: String?
  /// When it came first, in business time.
  public let receivedAt: Instant
  /// When it was done with, in business time; nil while it waits.
  public let finishedAt: Instant?

  /// A request as it was kept.
  public init(
    id: ID, provider: PaymentProvider, context: String, type: String?,
    reference: PaymentReference?, verdict: Verdict, state: State, body: [UInt8], digest: String,
    deliveryID: Identifier<ReceivedWebhook>, deliveries: Int64 = 1, error: String? = nil,
    receivedAt: Instant, finishedAt: Instant? = nil
  ) {
    self.id = id
    self.provider = provider
    self.context = context
    self.type = type
    self.reference = reference
    self.verdict = verdict
    self.state = state
    self.body = body
    self.digest = digest
    self.deliveryID = deliveryID
    self.deliveries = deliveries
    self.error = error
    self.receivedAt = receivedAt
    self.finishedAt = finishedAt
  }

  /// The most of a refused request's body that is kept, in octets.
  public static let largestRefused = 16_384
  /// How many refused requests a database keeps: anybody can send some.
  public static let mostRefused = 1_000
  /// The longest body that is taken, in octets. A provider's event has about three KiB.
  public static let largestBody = 262_144
}

/// Why a webhook cannot be applied again.
public enum ReplayRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such webhook.
  case notFound
  /// It waits to be applied, or concerns nobody.
  case wrongState
}
