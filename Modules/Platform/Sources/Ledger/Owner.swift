public import Kernel

/// Whose account it is: a user's, a circle's, a company's, the house's.
public struct Owner: Hashable, Sendable {
  /// What kind of owner it is.
  public let kind: Kind
  /// Its id among owners of its kind; 0 for the house.
  public var id: UInt128 { ownerID.rawValue }
  // See `Identifier` for why this is no UInt128.
  private let ownerID: Identifier<Owner>

  /// The owner of this kind and id.
  public init(kind: Kind, id: UInt128) {
    self.kind = kind
    ownerID = Identifier(rawValue: id)
  }

  /// The owner that a row describes. Where it tells no kind the id does: 0 is the house, and any
  /// other a user.
  public init(id: UInt128, storedKind: Kind?) {
    self.init(kind: storedKind ?? Self.impliedKind(of: id), id: id)
  }

  /// A user.
  public static func user(_ id: UserID) -> Owner { Owner(kind: .user, id: id.rawValue) }

  /// The house: the owner of accounts that stand for the outside world.
  public static let house = Owner(kind: .house, id: 0)

  /// The user's id, or nil for an owner of another kind.
  public var userID: UserID? { kind == .user ? UserID(rawValue: id) : nil }

  /// The kind where the id alone does not tell it; nil for users and for the house. Lines are
  /// stored, and chained by hash, with this.
  public var storedKind: Kind? { kind == Self.impliedKind(of: id) ? nil : kind }

  private static func impliedKind(of id: UInt128) -> Kind { id == 0 ? .house : .user }

  /// By the id alone: few owners share one.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ownerID)
  }
}

extension Owner {
  /// A kind of owner: a word of 1–16 lower-case ASCII letters, digits and underscores, a letter
  /// first. Contexts add kinds of their own.
  public struct Kind: Hashable, Sendable {
    // The word's octets, the first one on top. Two words of memory, as owners are copied a lot.
    private let high: UInt64
    private let low: UInt64

    /// The longest word, in octets.
    public static let longest = 16

    /// A person with an account.
    public static let user = Kind(literal: "user")
    /// A savings circle.
    public static let circle = Kind(literal: "circle")
    /// A company.
    public static let company = Kind(literal: "company")
    /// A company's account with another one.
    public static let fleetAccount = Kind(literal: "fleet_account")
    /// The house.
    public static let house = Kind(literal: "house")
  }
}

extension Owner.Kind: LosslessStringConvertible {
  /// Reads a word; nil for what is none.
  public init?(_ text: String) {
    let isWellFormed = text.utf8.enumerated().allSatisfy { place, octet in
      switch octet {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): place > 0
      default: false
      }
    }
    guard isWellFormed, (1...Self.longest).contains(text.utf8.count) else { return nil }
    (high, low) = Self.packed(text.utf8)
  }

  /// A word that is known to be one.
  private init(literal: StaticString) {
    (high, low) = literal.withUTF8Buffer { Self.packed($0) }
  }

  /// The word.
  public var description: String {
    var octets: [UInt8] = []
    for word in [high, low] {
      for shift in stride(from: 56, through: 0, by: -8) {
        octets.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func packed(_ octets: some Sequence<UInt8>) -> (UInt64, UInt64) {
    var words: (UInt64, UInt64) = (0, 0)
    for (place, octet) in octets.prefix(longest).enumerated() {
      let shifted = UInt64(octet) << UInt64(56 - place % 8 * 8)
      if place < 8 { words.0 |= shifted } else { words.1 |= shifted }
    }
    return words
  }
}

extension Owner: LosslessStringConvertible {
  /// Reads `kind:id`, the id a UUID; `house` alone is the house.
  public init?(_ text: String) {
    if text == "house" {
      self = .house
      return
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = Kind(String(parts[0])),
      let id = Identifier<Owner>(String(parts[1]))
    else { return nil }
    self.init(kind: kind, id: id.rawValue)
  }

  /// `kind:id`; the house is `house`.
  public var description: String { self == .house ? "house" : "\(kind):\(ownerID)" }
}
