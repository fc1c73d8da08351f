public import HTTP

/// A rule for certain routes, as a deployer writes it:
///
/// ```
/// POST /api/auth/login = 10/60s
/// POST /api/auth/password/* = 5/1h by address
/// * /api/ajo/* = 100/10s
/// GET /api/openapi.json = off
/// ```
///
/// A method or `*` for all, then the pattern of a route as the documentation shows it
/// (`/api/users/{id}`), or one that ends in `/*` for all routes below. What it counts is `caller`
/// (the user, or else the address) unless told. Routes under one rule share its bucket.
public struct RouteLimit: Hashable, Sendable, LosslessStringConvertible {
  /// The method; `nil` for all.
  public let method: HTTPMethod?
  /// The route's pattern, without the `*`.
  public let path: String
  /// Whether the pattern stands for all routes below it.
  public let isPrefix: Bool
  /// The rule; `nil` sets no limit.
  public let rule: RateRule?

  /// Reads a rule.
  public init?(_ text: String) {
    let sides = text.split(separator: "=", omittingEmptySubsequences: false)
    guard sides.count == 2, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
    let routes = sides[0].split(separator: " ")
    guard routes.count == 2, let first = routes.first, let path = routes.last else { return nil }
    guard first == "*" || first.utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
      path.first == "/", !path.contains(where: { $0 == "\"" || $0 == "\\" })
    else { return nil }
    method = first == "*" ? nil : HTTPMethod(rawValue: String(first))
    isPrefix = path.hasSuffix("/*")
    self.path = String(isPrefix ? path.dropLast() : path)
    guard !self.path.contains("*") else { return nil }
    let words = sides[1].split(separator: " ")
    if words == ["off"] {
      rule = nil
    } else {
      guard let rule = RateRule(name: "\(first) \(path)", words: words) else { return nil }
      self.rule = rule
    }
  }

  /// Whether the rule is for a route.
  func covers(_ route: Route) -> Bool {
    guard method == nil || method == route.method else { return false }
    return isPrefix ? route.countedAs.hasPrefix(path) : route.countedAs == path
  }

  /// The rule as it is written.
  public var description: String {
    let routes = "\(method?.rawValue ?? "*") \(path)\(isPrefix ? "*" : "")"
    guard let rule else { return "\(routes) = off" }
    let counting = rule.counting == .caller ? "" : " by \(rule.counting.rawValue)"
    return "\(routes) = \(rule.limit)/\(rule.seconds)s\(counting)"
  }
}

extension RateRule {
  /// `10/60s`, `10/m`, `10/60s by address`.
  fileprivate init?(name: String, words: [Substring]) {
    guard let rate = words.first, words.count == 1 || (words.count == 3 && words[1] == "by") else {
      return nil
    }
    let counting = words.count == 3 ? Counting(rawValue: String(words[2])) : .caller
    let parts = rate.split(separator: "/", omittingEmptySubsequences: false)
    guard let counting, parts.count == 2, let limit = Self.number(parts[0]),
      let seconds = Self.seconds(parts[1]), (1...1_000_000).contains(limit),
      (1...86_400).contains(seconds)
    else { return nil }
    self.init(name: name, limit: limit, seconds: seconds, by: counting)
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  private static func seconds(_ text: Substring) -> Int? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }) else { return nil }
    if text.count == 1 { return unit }
    return number(text.dropLast()).flatMap { $0 <= 86_400 ? $0 * unit : nil }
  }
}
