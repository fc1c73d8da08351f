public import Curl
import JSON
public import Kernel
import Observability
import Payments

/// How a provider is reached.
public struct ProviderAddress: Sendable {
  /// What stands in front of every path, without a `/` at its end.
  public let base: String
  /// The secret key, sent as a bearer token.
  public let secret: String
  /// Which addresses may be connected to.
  public let addresses: AddressPolicy
  /// How long one attempt may take.
  public var deadline: Duration = .seconds(10)

  /// A provider's address.
  public init(base: String, secret: String, addresses: AddressPolicy) {
    var base = base
    while base.hasSuffix("/") { base.removeLast() }
    self.base = base
    self.secret = secret
    self.addresses = addresses
  }
}

/// Asks one provider, up to three times, and says whether something may have happened.
public struct GatewayClient: Sendable {
  let peer: String
  let address: ProviderAddress
  private let client: HTTPClient
  private let metrics: GatewayMetrics
  private let random: any RandomSource
  private let pause: @Sendable (Duration) async throws -> Void

  /// How often a call is tried in all.
  static let attempts = 3
  private static let firstPauseMilliseconds = 500
  /// No more of an answer is read, in octets: a page of a hundred transactions has 300 KiB.
  private static let largestAnswer = 4 << 20

  /// A client of one provider.
  /// - Parameters:
  ///   - peer: what metrics call the provider.
  ///   - random: what pauses between attempts are shortened by.
  ///   - pause: how it waits between attempts.
  public init(
    peer: String, at address: ProviderAddress, over client: HTTPClient, metrics: GatewayMetrics,
    random: any RandomSource,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.peer = peer
    self.address = address
    self.client = client
    self.metrics = metrics
    self.random = random
    self.pause = pause
  }

  /// Asks the provider.
  /// - Parameter read: reads the answer's JSON.
  func ask<Value>(
    _ call: ProviderCall, _ read: (JSONValue) throws(Unreadable) -> Value
  ) async throws(CallFailure) -> Value {
    let started = ContinuousClock.now
    let result = await outcome(of: call, read)
    metrics.note(result, of: call, peer: peer, taking: ContinuousClock.now - started)
    return try result.get()
  }

  /// What one attempt came to.
  private enum Attempt {
    case answered(JSONValue)
    case refused(CallFailure)
    /// Surely nothing happened.
    case notDone(String, mayTryAgain: Bool)
    /// It may have happened.
    case open(String, mayTryAgain: Bool)
  }

  private func outcome<Value>(
    of call: ProviderCall, _ read: (JSONValue) throws(Unreadable) -> Value
  ) async -> Result<Value, CallFailure> {
    var mayHaveArrived = false
    var attempt = 1
    while true {
      let reason: String
      var mayTryAgain: Bool
      switch await self.attempt(call) {
      case .answered(let value):
        do throws(Unreadable) {
          return .success(try read(value))
        } catch {
          return .failure(Self.failure(call, mayHaveArrived: true, error.what))
        }
      case .refused(let refusal):
        // What was sent before may have taken the money for which this one finds too little.
        guard call.repetition != .question, mayHaveArrived, !refusal.isDuplicate else {
          return .failure(refusal)
        }
        return .failure(.outcomeUnknown("refused when it was asked again: \(refusal)"))
      case .notDone(let why, let again): (reason, mayTryAgain) = (why, again)
      case .open(let why, let again):
        mayHaveArrived = true
        (reason, mayTryAgain) = (why, again && call.repetition != .never)
      }
      if attempt == Self.attempts { mayTryAgain = false }
      if mayTryAgain {
        do { try await pause(wait(after: attempt)) } catch { mayTryAgain = false }
      }
      guard mayTryAgain else {
        return .failure(Self.failure(call, mayHaveArrived: mayHaveArrived, reason))
      }
      attempt += 1
    }
  }

  private static func failure(
    _ call: ProviderCall, mayHaveArrived: Bool, _ reason: String
  ) -> CallFailure {
    call.repetition != .question && mayHaveArrived
      ? .outcomeUnknown(reason) : .unavailable(reason)
  }

  private func attempt(_ call: ProviderCall) async -> Attempt {
    var request = HTTPClientRequest(
      call.method, address.base + call.path,
      headers: [("Authorization", "Bearer \(address.secret)"), ("Accept", "application/json")]
        + (call.body.isEmpty ? [] : [("Content-Type", "application/json")]),
      body: call.body, peer: peer, addresses: address.addresses)
    request.deadline = address.deadline
    request.largestAnswer = Self.largestAnswer
    do throws(HTTPClientError) {
      return Self.judged(try await client.send(request))
    } catch {
      switch error {
      case .unresolved, .notConnected, .overloaded: return .notDone("\(error)", mayTryAgain: true)
      case .circuitOpen, .addressRefused, .invalidRequest:
        return .notDone("\(error)", mayTryAgain: false)
      case .cancelled, .shutDown, .bodyTooLarge, .headTooLarge:
        return .open("\(error)", mayTryAgain: false)
      case .timedOut, .tls, .interrupted, .malformedAnswer, .failed:
        return .open("\(error)", mayTryAgain: true)
      }
    }
  }

  /// What an answer says, by its status and by the `status` of its body.
  private static func judged(_ answer: HTTPClientResponse) -> Attempt {
    let root = (try? JSONDocument(parsing: answer.body, maxDepth: 32))?.root
    switch answer.status {
    case 200..<300:
      guard let root, root.kind == .object else {
        return .open("the answer is not JSON", mayTryAgain: true)
      }
      return isSuccess(root) ? .answered(root) : .refused(refusal(answer.status, root))
    case 429: return .notDone("the provider answered 429", mayTryAgain: true)
    case 408, 425: return .open("the provider answered \(answer.status)", mayTryAgain: true)
    case 400..<500:
      // Whoever answers in another form is not the provider, but something in between.
      guard let root, root["status"]?.isNull == false else {
        return .open("status \(answer.status) without a reason", mayTryAgain: false)
      }
      return .refused(refusal(answer.status, root))
    case 500...: return .open("the provider answered \(answer.status)", mayTryAgain: true)
    default: return .open("the provider answered \(answer.status)", mayTryAgain: false)
    }
  }

  /// Paystack says `true`, Flutterwave `"success"`.
  private static func isSuccess(_ root: JSONValue) -> Bool {
    root["status"]?.bool ?? (root["status"]?.string == "success")
  }

  private static func refusal(_ status: Int, _ root: JSONValue) -> CallFailure {
    return .refused(
      status: status, code: root.optionalText("code") ?? "\(status)",
      message: ForeignText.plain(root["message"]?.string ?? "no reason given", upTo: 500))
  }

  private func wait(after attempt: Int) -> Duration {
    let pause = Self.firstPauseMilliseconds << (attempt - 1)
    return .milliseconds(pause - pause * Int(random.bytes(1).first ?? 0) / 1_024)
  }
}
