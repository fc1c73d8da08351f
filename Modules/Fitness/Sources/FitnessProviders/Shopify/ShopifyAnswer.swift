import Curl
import JSON

/// What an answer of the shop comes to.
enum ShopifyAnswer {
  /// The page that was asked for.
  case page(JSONValue)
  /// The shop wants us to wait for so many milliseconds, and to ask again.
  case wait(milliseconds: Int64)
  /// The page is more than the shop answers at once.
  case tooMuch
  /// The shop cannot answer now.
  case unavailable(String)
  /// The shop refuses, or answers something else than it documents.
  case refused(String)

  init(_ answer: HTTPClientResponse) {
    switch answer.status {
    case 200: self.init(body: answer.body)
    case 429: self = .wait(milliseconds: Self.pause(answer["Retry-After"]))
    case 408, 425, 500...: self = .unavailable("the shop answered \(answer.status)")
    case 401, 403: self = .refused("the shop answered \(answer.status): see access_token")
    case 404: self = .refused("the shop answered 404: see base_url and api_version")
    default: self = .refused("the shop answered \(answer.status)")
    }
  }

  private init(body: [UInt8]) {
    guard let root = (try? JSONDocument(parsing: body, maxDepth: 64))?.root, root.kind == .object
    else {
      self = .refused("the shop's answer is not JSON")
      return
    }
    if let errors = root["errors"], !errors.isNull, !(errors.kind == .array && errors.count == 0) {
      self.init(errors: errors, of: root)
    } else if let products = root["data"]?["products"], products.kind == .object {
      self = .page(products)
    } else {
      self = .refused("the shop's answer has no products")
    }
  }

  private init(errors: JSONValue, of root: JSONValue) {
    let codes = errors.elements.compactMap { $0["extensions"]?["code"]?.string }
    // Where the token or the version is wrong it is a text.
    let messages = errors.elements.compactMap { $0["message"]?.string }
    let reason = ForeignWords.of(messages.first ?? errors.string)
    if codes.contains("THROTTLED") {
      self = Self.throttled(root["extensions"]?["cost"])
    } else if codes.contains("MAX_COST_EXCEEDED") {
      self = .tooMuch
    } else if codes.contains("INTERNAL_SERVER_ERROR") || codes.contains("TIMEOUT") {
      self = .unavailable("the shop failed: \(reason)")
    } else {
      self = .refused("the shop refused: \(reason)")
    }
  }

  // MARK: Pauses, in milliseconds

  /// Between two attempts where the shop does not say how long.
  private static let unknownPause: Int64 = 1_000
  /// At least so long, so that nobody who answers nonsense is asked without a break.
  private static let shortestPause: Int64 = 100
  /// Numbers of the shop beyond this are as good as none.
  private static let largest: Int64 = 1_000_000_000

  /// As long as what the question costs takes to be there again.
  private static func throttled(_ cost: JSONValue?) -> ShopifyAnswer {
    let status = cost?["throttleStatus"]
    guard let wanted = thousandths(cost?["requestedQueryCost"]?.numberText),
      let available = thousandths(status?["currentlyAvailable"]?.numberText),
      let rate = thousandths(status?["restoreRate"]?.numberText), rate > 0
    else { return .wait(milliseconds: unknownPause) }
    if let most = thousandths(status?["maximumAvailable"]?.numberText), wanted > most {
      return .tooMuch
    }
    let missing = max(wanted - available, 0) * 1_000
    return .wait(milliseconds: max((missing + rate - 1) / rate, shortestPause))
  }

  /// As long as a `Retry-After` field says, in seconds.
  private static func pause(_ retryAfter: String?) -> Int64 {
    max(thousandths(retryAfter) ?? unknownPause, shortestPause)
  }

  /// A decimal number that is not negative, in thousandths; further digits are cut off.
  private static func thousandths(_ text: String?) -> Int64? {
    guard let text else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int64(parts[0]), (0...largest).contains(whole)
    else { return nil }
    let digits = parts.count == 2 ? parts[1] : "0"
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let fraction = Int64(String((digits + "00").prefix(3)))
    else { return nil }
    return whole * 1_000 + fraction
  }
}
