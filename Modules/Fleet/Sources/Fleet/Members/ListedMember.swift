public import Kernel
public import Ports

/// A member by name, as the other members see them.
public struct ListedMember: Hashable, Sendable {
  /// The member.
  public let member: CompanyMember
  /// Their name; nil where it cannot be had any more.
  public let name: String?
  /// Their address; nil for who has none.
  public let email: EmailAddress?

  /// Makes a member with what the directory says of them.
  public init(_ member: CompanyMember, _ user: DirectoryUser?) {
    self.member = member
    name = user?.name
    email = user?.email
  }
}
