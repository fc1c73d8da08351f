public import Kernel

/// Accounts that were made for one e-mail address in two spellings of its domain, before both
/// spellings were one.
public struct HiddenAccount: Hashable, Sendable {
  /// The address.
  public let email: EmailAddress
  /// The account that the address leads to: the oldest.
  public let found: User
  /// Another one, which only its id leads to.
  public let hidden: User
}

extension Accounts {
  /// Every account that its address does not lead to, since an older one has it in another
  /// spelling. It reads the addresses that are kept as the DNS has them.
  public func doubles() async throws -> [HiddenAccount] {
    var doubles: [HiddenAccount] = []
    var seen: Set<EmailAddress> = []
    var last: UserID?
    while true {
      let page = try await store.users(
        matching: UserFilter(email: "xn--"), before: last, limit: Self.doublesPage)
      for user in page {
        guard let email = user.email, seen.insert(email).inserted else { continue }
        doubles += try await self.doubles(of: email)
      }
      guard page.count == Self.doublesPage, let end = page.last else { return doubles }
      last = end.id
    }
  }

  private static var doublesPage: Int { 100 }

  private func doubles(of email: EmailAddress) async throws -> [HiddenAccount] {
    guard let found = try await store.user(email: email) else { return [] }
    return try await store.users(
      matching: UserFilter(email: email.canonical), before: nil, limit: Self.doublesPage
    )
    .filter { $0.email == email && $0.id != found.id }
    .map { HiddenAccount(email: email, found: found, hidden: $0) }
  }
}
