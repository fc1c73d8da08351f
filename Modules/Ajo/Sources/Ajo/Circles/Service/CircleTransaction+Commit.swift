import Kernel
import Ledger
import Work

extension CircleTransaction {
  /// Does all that the rules of a book led to: posts, keeps rows, tells, and has the circle looked
  /// at again.
  /// - Parameter proposal: what is agreed to by this, and lapses by nothing.
  /// - Returns: the circle as it was kept.
  /// - Throws: the `TransferRejection` of an order that is refused, or the store's error.
  @discardableResult
  func commit(
    _ book: CircleBook, startsCircle: Bool = false, deciding proposal: CircleProposal.ID? = nil
  ) throws -> Circle {
    if !book.orders.isEmpty { try work.post(book.orders) }
    var circle = book.circle
    circle.version += 1
    try update(circle)
    if startsCircle {
      try update(book.members)
      try insert(book.cycles, book.contributions)
      try planReminders(of: circle, book.cycles, at: book.now)
    } else {
      try update(book.updatedMembers)
      try update(book.updatedCycles)
      try update(book.updatedContributions)
    }
    try note(book.movements)
    for news in book.news {
      try tell(news, of: circle, to: book.members, refunds: book.refunds)
    }
    try lapseProposals(overtakenBy: book, in: circle, except: proposal)
    try enqueueLook(at: book)
    return circle
  }

  /// Publishes news, and notifies whom they concern.
  func tell(
    _ news: CircleNews, of circle: Circle, to members: [CircleMember],
    refunds: [UserID: Int64] = [:]
  ) throws {
    try work.publish(circle.event(of: news))
    for (user, notification) in circle.notifications(
      of: news, to: members, refunds: refunds)
    {
      try work.notify(notification, user)
    }
  }
}
