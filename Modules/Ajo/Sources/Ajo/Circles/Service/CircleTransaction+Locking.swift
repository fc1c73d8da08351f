import Kernel
import Ledger

extension CircleTransaction {
  /// Locks a circle for its host.
  /// - Throws: `CircleRefusal.notFound` for whoever has no part in it, `.hostOnly` for members.
  func lock(_ id: Circle.ID, asHost user: UserID) throws -> (Circle, CircleMember) {
    let (circle, member) = try lock(id, asMember: user)
    guard circle.hostID == user else { throw CircleRefusal.hostOnly }
    return (circle, member)
  }

  /// Locks a circle for somebody who takes part in it.
  /// - Throws: `CircleRefusal.notFound`.
  func lock(_ id: Circle.ID, asMember user: UserID) throws -> (Circle, CircleMember) {
    guard let circle = try lockCircle(id), let member = try member(user, of: id),
      member.state == .active
    else { throw CircleRefusal.notFound }
    return (circle, member)
  }

  /// A locked circle as a member sees it.
  func view(of circle: Circle, for member: CircleMember) throws -> CircleView {
    CircleView(
      circle: circle, member: member, unread: try unread(in: circle.id, by: member.userID))
  }

  /// Ends a locked circle before its time.
  /// - Returns: the circle as it was kept.
  /// - Throws: `CircleRefusal.alreadyEnded`, `.feesMissing`, or the store's error.
  func cancel(_ circle: Circle, at now: Instant) throws -> Circle {
    guard circle.state == .forming || circle.state == .active else {
      throw CircleRefusal.alreadyEnded
    }
    let window = try CircleBook.window(of: circle, at: now)
    var parts = try parts(of: circle.id, contributionsTo: window)
    parts.contributions = try contributions(to: circle.id, in: [.paid, .excused])
    var book = try CircleBook(circle, parts, window: window, at: now)
    _ = try funds(
      of: [], for: &book,
      others: book.accounts(ofRefunds: book.contributions.filter { $0.state == .paid }))
    book.cancel()
    do {
      return try commit(book)
    } catch TransferRejection.exceedsBalance {
      throw CircleRefusal.feesMissing
    }
  }

  /// Gives the members of a forming circle turns by joining.
  func orderByJoining(_ circle: Circle.ID) throws {
    var members = try members(of: circle).sorted {
      ($0.joinedAt, $0.userID) < ($1.joinedAt, $1.userID)
    }
    for index in members.indices { members[index].turn = index + 1 }
    try update(members)
  }
}
