public import Curl
public import Fitness
public import Kernel

/// A shop of Shopify, by its GraphQL Admin API.
///
/// A question that costs more than is left is asked again once it is there; one that costs more
/// than the shop ever answers is asked for fewer products. The shop has three tries to answer each
/// page, pauses that it asks for itself not counted.
public struct ShopifyCatalogue: ShopCatalogue {
  private let address: ShopifyAddress
  private let client: HTTPClient
  private let random: any RandomSource
  private let pause: @Sendable (Duration) async throws -> Void

  /// How often a page is tried for that the shop cannot answer.
  static let attempts = 3
  private static let firstPauseMilliseconds: Int64 = 500
  /// No more of an answer is read, in octets: fifty products with long descriptions have a few MiB.
  private static let largestAnswer = 16 << 20
  /// How long the shop may have us wait for one page in all, in milliseconds.
  static let longestWait: Int64 = 600_000
  /// How often the shop may have us wait for one page.
  private static let mostWaits = 200

  /// A shop over a client.
  /// - Parameters:
  ///   - random: what pauses between tries are shortened by.
  ///   - pause: how it waits.
  public init(
    _ address: ShopifyAddress, over client: HTTPClient, random: any RandomSource,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.address = address
    self.client = client
    self.random = random
    self.pause = pause
  }

  /// A page of its products.
  public func page(first: Int, after: String?) async throws(ShopFailure) -> ShopPage {
    var (size, attempt, waited, waits) = (first, 1, Int64(0), 0)
    while true {
      switch await ask(first: size, after: after) {
      case .page(let products):
        do throws(UnreadableShop) {
          return try ShopPage(products, size: size)
        } catch { throw ShopFailure("the shop's answer cannot be read: \(error.what)") }
      case .wait(let milliseconds):
        waited += milliseconds
        waits += 1
        guard waited <= Self.longestWait, waits <= Self.mostWaits else {
          throw ShopFailure("the shop wants to be waited for too long")
        }
        try await wait(milliseconds)
      case .tooMuch:
        guard size > 1 else { throw ShopFailure("one product is more than the shop answers") }
        size /= 2
      case .unavailable(let reason):
        guard attempt < Self.attempts else {
          throw ShopFailure("\(reason), \(Self.attempts) times")
        }
        let pause = Self.firstPauseMilliseconds << Int64(attempt - 1)
        try await wait(pause - pause * Int64(random.bytes(1).first ?? 0) / 1_024)
        attempt += 1
      case .refused(let reason): throw ShopFailure(reason)
      }
    }
  }

  private func wait(_ milliseconds: Int64) async throws(ShopFailure) {
    do { try await pause(.milliseconds(milliseconds)) } catch { throw ShopFailure("cancelled") }
  }

  /// Asks once.
  private func ask(first: Int, after: String?) async -> ShopifyAnswer {
    var request = HTTPClientRequest(
      "POST", address.endpoint,
      headers: [
        ("X-Shopify-Access-Token", address.accessToken), ("Content-Type", "application/json"),
        ("Accept", "application/json"),
      ], body: ShopifyQuery.body(first: first, after: after), peer: "shopify",
      addresses: address.addresses)
    request.deadline = address.deadline
    request.largestAnswer = Self.largestAnswer
    // Tries are counted here.
    request.circuit = .none
    do throws(HTTPClientError) {
      return ShopifyAnswer(try await client.send(request))
    } catch {
      switch error {
      case .bodyTooLarge: return .tooMuch
      case .timedOut, .unresolved, .notConnected, .interrupted, .overloaded, .failed, .tls,
        .malformedAnswer, .circuitOpen:
        return .unavailable("\(error)")
      case .invalidRequest, .cancelled, .addressRefused, .headTooLarge, .shutDown:
        return .refused("\(error)")
      }
    }
  }
}
