/// A PIN token: whose it is, and what it was made for.
struct ModelToken: Hashable, Sendable {
  /// What a token is made for.
  enum Purpose: String, Hashable, Sendable { case transfer, withdraw, contribute }

  let user: Int
  let purpose: Purpose
  var isSpent = false
}

// Who has to show a PIN, and what a token of it is good for.
extension Model {
  /// Whether a user has set a PIN.
  static func hasPin(_ user: Int) -> Bool { user % 3 == 1 }

  /// Does what moves somebody's money, if they show a token of theirs that was made for it and is
  /// not spent. It is spent once the money has moved, and not before.
  /// - Parameter isAsked: whether this needs a token of those who have set a PIN.
  mutating func showing(
    _ pin: Pin, by user: Int, for purpose: ModelToken.Purpose, isAsked: Bool = true,
    _ body: (inout Self) -> Bool
  ) -> Bool {
    var token: Int?
    switch pin {
    case .nothing: break
    case .token:
      token = tokens.count
      tokens.append(ModelToken(user: user, purpose: purpose))
    case .again(let number): token = number
    }
    guard isAsked, Self.hasPin(user) else { return body(&self) }
    guard let token, tokens[token] == ModelToken(user: user, purpose: purpose) else {
      return false
    }
    guard body(&self) else { return false }
    tokens[token].isSpent = true
    return true
  }
}
