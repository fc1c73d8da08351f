/// What a button below a message says when it is pressed: at most 64 octets.
public enum ButtonData: Hashable, Sendable {
  /// A page of a plate's fines, from 1.
  case orders(Plate, page: Int)
  /// A page of all known fines, from 1.
  case fines(page: Int)
  /// Pay an order, by its id.
  case pay(Int64)
  /// Show an order's media, by its id.
  case media(Int64)
  /// Buy a plan.
  case plan(String)
  /// Buy a plan for Stars.
  case stars(String)
  /// Whether to bind the vehicle that was asked about.
  case bind(Bool)
  /// Whether to unbind.
  case unbind(Bool)
  /// Speak a language.
  case language(Language)
  /// Show what premium is.
  case premium

  /// The longest data of a button, in octets.
  public static let longest = 64

  /// As Telegram keeps it.
  public var text: String {
    switch self {
    case .orders(let plate, let page): "orders:\(plate):\(page)"
    case .fines(let page): "fines:\(page)"
    case .pay(let id): "pay:\(id)"
    case .media(let id): "media:\(id)"
    case .plan(let name): "plan:\(name)"
    case .stars(let name): "stars:\(name)"
    case .bind(let yes): yes ? "bind:yes" : "bind:no"
    case .unbind(let yes): yes ? "unbind:yes" : "unbind:no"
    case .language(let language): "lang:\(language.rawValue)"
    case .premium: "premium"
    }
  }

  /// Reads what came back; nil for what no button of ours says.
  public init?(_ text: String) {
    guard text.utf8.count <= Self.longest else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let data = Self.read(parts), data.text == text else { return nil }
    self = data
  }

  private static func read(_ parts: [String]) -> ButtonData? {
    guard let value = parts.last else { return nil }
    switch (parts.first, parts.count) {
    case ("premium", 1): return .premium
    case ("orders", 3):
      return Plate(parts[1]).flatMap { plate in page(value).map { .orders(plate, page: $0) } }
    case ("fines", 2): return page(value).map { .fines(page: $0) }
    case ("pay", 2): return id(value).map { .pay($0) }
    case ("media", 2): return id(value).map { .media($0) }
    case ("plan", 2) where !value.isEmpty: return .plan(value)
    case ("stars", 2) where !value.isEmpty: return .stars(value)
    case ("bind", 2): return .bind(value == "yes")
    case ("unbind", 2): return .unbind(value == "yes")
    case ("lang", 2): return Language(rawValue: value).map { .language($0) }
    default: return nil
    }
  }

  private static func page(_ text: String) -> Int? {
    Int(text).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
  }

  private static func id(_ text: String) -> Int64? { Int64(text).flatMap { $0 > 0 ? $0 : nil } }
}

/// One page of a list below a message, five things each.
public struct ListPage: Hashable, Sendable {
  /// Which things of the list are on it.
  public let places: Range<Int>
  /// Its number, from 1.
  public let number: Int
  /// How many pages there are, at least 1.
  public let count: Int

  /// A page; one beyond the last is the last, as lists become shorter.
  public init(_ number: Int, of things: Int) {
    count = max(1, (things + Self.size - 1) / Self.size)
    self.number = min(max(1, number), count)
    let start = (self.number - 1) * Self.size
    places = start..<min(things, start + Self.size)
  }

  /// How many things a page has.
  public static let size = 5
}
