public import Kernel

/// Data to try a context with: people who have an account, money that has moved.
///
/// A demo performs the scenes of all contexts that run, each after those it names. The same seed
/// makes the same data every time, and what is there already is found and not made again.
public struct DemoScene: Sendable {
  /// The context's name.
  public let context: String
  /// The contexts whose scenes come before, since this one uses what they made.
  public let after: [String]
  /// Makes whatever is not there yet, and adds to the stage what it made and found.
  public let perform: @Sendable (inout DemoStage) async throws -> Void

  /// A scene of one context.
  public init(
    of context: String, after: [String] = [],
    perform: @escaping @Sendable (inout DemoStage) async throws -> Void
  ) {
    self.context = context
    self.after = after
    self.perform = perform
  }

  /// The scenes in an order in which each has what it comes after; otherwise as they are given.
  /// A context may have several.
  /// - Throws: `DemoSceneStuck` for the first that waits for a scene that is not among them, or for
  ///   itself.
  public static func inOrder(_ scenes: [DemoScene]) throws(DemoSceneStuck) -> [DemoScene] {
    var (waiting, ordered) = (scenes, [DemoScene]())
    while let first = waiting.first {
      // Whoever comes after a context comes after all its scenes.
      let done = Set(ordered.map(\.context)).subtracting(waiting.map(\.context))
      guard let next = waiting.firstIndex(where: { done.isSuperset(of: $0.after) }) else {
        throw DemoSceneStuck(
          context: first.context, after: first.after.filter { !done.contains($0) })
      }
      ordered.append(waiting.remove(at: next))
    }
    return ordered
  }
}

/// A scene comes after others that are not performed.
public struct DemoSceneStuck: Error, CustomStringConvertible {
  /// Whose scene it is.
  public let context: String
  /// The contexts that it waits for.
  public let after: [String]

  /// Who is missing.
  public var description: String {
    "the demo of \(context) needs the contexts \(after.joined(separator: ", "))"
  }
}

/// Data to try contexts with.
public enum DemoOffer: OfferKey {
  /// The scene of one context.
  public typealias Item = DemoScene
}

extension Offers {
  /// The context's scenes in a demo.
  public var demo: [DemoScene] {
    get { self[DemoOffer.self] }
    set { self[DemoOffer.self] = newValue }
  }
}

/// What the scenes of one demo share.
public struct DemoStage: Sendable {
  /// How many people are wanted, at least 2.
  public let users: Int
  /// Another number makes other data.
  public let seed: UInt64
  /// The people, once a scene has made them. The first of them are the same for any number.
  public var cast: [DemoPerson] = []
  /// How the first person of the cast signs in.
  public var login: DemoLogin?
  /// What the scenes made and found, in their order.
  public private(set) var counts: [DemoCount] = []

  /// An empty stage.
  public init(users: Int, seed: UInt64) {
    self.users = users
    self.seed = seed
  }

  /// Adds what a scene made and found.
  public mutating func add(_ count: DemoCount) { counts.append(count) }
}

/// Somebody with an account.
public struct DemoPerson: Sendable, Hashable {
  /// Their account.
  public let id: UserID
  /// Their first name.
  public let firstName: String
  /// Their last name.
  public let lastName: String
  /// A number of theirs, the same for the same seed, for scenes to make something of.
  public let lot: UInt64

  /// Somebody whose account is there.
  public init(id: UserID, firstName: String, lastName: String, lot: UInt64) {
    self.id = id
    self.firstName = firstName
    self.lastName = lastName
    self.lot = lot
  }
}

/// How somebody of the cast signs in.
public struct DemoLogin: Sendable, Hashable {
  /// Their address.
  public let email: String
  /// The password of everybody in the cast.
  public let password: String

  /// A way to sign in.
  public init(email: String, password: String) {
    self.email = email
    self.password = password
  }
}

/// How much of one kind a scene made and found.
public struct DemoCount: Sendable, Hashable {
  /// The kind in snake_case, in the plural, as programs know it: `movements`.
  public let name: String
  /// The kind as people read it: `payments`.
  public let title: String
  /// How many the scene made.
  public var made = 0
  /// How many were there already.
  public var found = 0
  /// How many were refused; nil for a kind of which none is.
  public var refused: Int?
  /// What to say of those: `payments were refused by the ledger`.
  public let refusal: String

  /// Nothing yet of a kind that is never refused.
  public init(_ name: String, title: String) {
    self.name = name
    self.title = title
    refusal = ""
  }

  /// Nothing yet of a kind that may be refused.
  public init(_ name: String, title: String, refusal: String) {
    self.name = name
    self.title = title
    self.refusal = refusal
    refused = 0
  }
}

/// Numbers that look like chance and are the same for the same seed: SplitMix64 (Steele, Lea and
/// Flood, 2014).
public struct DemoNumbers: Sendable {
  private var state: UInt64

  /// The numbers of a seed, from the first.
  public init(seed: UInt64) { state = seed }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A number from 0 to just below `limit`, which is at least 1.
  public mutating func next(below limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
