public import Events
import Kernel
import Work

/// The events of circles, for the catalogue. Their types and the members of their data never
/// change.
public let circleEvents =
  [
    EventDeclaration(
      "ajo.circle.joined", "Somebody took a seat in a circle. The data has circle_id and user_id."),
    EventDeclaration(
      "ajo.circle.left",
      "Somebody gave up their seat in a circle. The data has circle_id and user_id."),
    EventDeclaration(
      "ajo.circle.changed",
      "A host changed what was agreed, or the turns. The data has circle_id, host_id and cycles."),
    EventDeclaration(
      "ajo.circle.started", "A circle started. The data has circle_id, host_id and cycles."),
    EventDeclaration(
      "ajo.circle.completed",
      "Everybody in a circle had their turn. The data has circle_id, host_id and cycles."),
    EventDeclaration(
      "ajo.circle.cancelled",
      "A circle ended before its time. The data has circle_id, host_id and cycles."),
    EventDeclaration(
      "ajo.contribution.paid",
      "A member paid into a circle. The data has the contribution, with what it cost."),
    EventDeclaration(
      "ajo.contribution.late",
      "A contribution was not paid by the end of its grace. The data has the contribution."),
    EventDeclaration(
      "ajo.contribution.covered",
      "The host's pledge paid for a member. The data has the contribution."),
    EventDeclaration(
      "ajo.contribution.forgiven",
      """
      Somebody who is owed a contribution forgave it. The data has the contribution, and \
      forgiven_by.
      """),
    EventDeclaration(
      "ajo.circle.held",
      """
      What is due in a circle could not be done; it is tried again in an hour. The data has \
      circle_id, host_id and cycles.
      """),
    EventDeclaration(
      "ajo.payout.made",
      """
      The pot of a cycle was paid out. The data has circle_id, cycle_number, user_id, amount, \
      currency and transfer_id.
      """),
  ] + chatEvents + proposalEvents + reminderEvents

extension Circle {
  /// The aggregate of its events.
  var aggregate: String { "circle:\(id)" }
  /// Where members follow it.
  public var topic: String { "ajo.circle:\(id)" }

  /// The event of some news.
  func event(of news: CircleNews) -> Event {
    switch news {
    case .joined(let user, name: _): seat("ajo.circle.joined", user)
    case .left(let user, name: _):
      // Whoever has gone follows the circle no more.
      seat("ajo.circle.left", user, alsoTo: [TopicName.rights(of: user)])
    case .changed, .ordered: course("ajo.circle.changed")
    case .started: course("ajo.circle.started")
    case .completed: course("ajo.circle.completed")
    case .cancelled: course("ajo.circle.cancelled")
    case .paid(let paid, byMandate: _): event("ajo.contribution.paid", ContributionNews(paid))
    case .late(let late): event("ajo.contribution.late", ContributionNews(late))
    case .covered(let covered): event("ajo.contribution.covered", ContributionNews(covered))
    case .forgiven(let forgiven, let creditor, name: _):
      event("ajo.contribution.forgiven", ContributionNews(forgiven, forgivenBy: creditor))
    case .paidOut(let user, let payout, let cycle):
      event("ajo.payout.made", PayoutNews(id, user, payout, cycle))
    }
  }

  /// The event of a look that failed, which concerns the operator.
  var heldEvent: Event {
    Event(
      "ajo.circle.held", of: aggregate, topics: [],
      data: CourseNews(circle_id: "\(id)", host_id: "\(hostID)", cycles: cycles))
  }

  /// The event of a contribution that is due soon.
  func event(ofDue due: Contribution) -> Event {
    event("ajo.contribution.due", ContributionNews(due))
  }

  private func seat(_ type: String, _ user: UserID, alsoTo topics: [String] = []) -> Event {
    Event(
      type, of: aggregate, topics: [topic] + topics,
      data: SeatNews(circle_id: "\(id)", user_id: "\(user)"))
  }

  private func course(_ type: String) -> Event {
    event(type, CourseNews(circle_id: "\(id)", host_id: "\(hostID)", cycles: cycles))
  }

  private func event(_ type: String, _ data: some Encodable & Sendable) -> Event {
    Event(type, of: aggregate, topics: [topic], data: data)
  }
}

/// What an event tells of a seat.
private struct SeatNews: Encodable, Sendable {
  let circle_id: String
  let user_id: String
}

/// What an event tells of a circle's course.
private struct CourseNews: Encodable, Sendable {
  let circle_id: String
  let host_id: String
  let cycles: Int
}

/// What an event tells of a contribution.
private struct ContributionNews: Encodable, Sendable {
  let circle_id: String
  let contribution_id: String
  let cycle_number: Int
  let user_id: String
  let state: String
  let amount: String
  let fee: String
  let covered: String
  let currency: String
  let forgiven_by: String?

  init(_ contribution: Contribution, forgivenBy creditor: UserID? = nil) {
    circle_id = "\(contribution.circleID)"
    contribution_id = "\(contribution.id)"
    cycle_number = contribution.cycle
    user_id = "\(contribution.userID)"
    state = contribution.state.rawValue
    amount = "\(contribution.amount)"
    fee = "\(contribution.fee)"
    covered = "\(contribution.covered)"
    currency = contribution.amount.unit.code
    forgiven_by = creditor.map { "\($0)" }
  }
}

/// What an event tells of a payout.
private struct PayoutNews: Encodable, Sendable {
  let circle_id: String
  let cycle_number: Int
  let user_id: String
  let amount: String
  let currency: String
  let transfer_id: String?

  init(_ circle: Circle.ID, _ user: UserID, _ payout: CirclePayout, _ cycle: Int) {
    circle_id = "\(circle)"
    cycle_number = cycle
    user_id = "\(user)"
    amount = "\(payout.amount)"
    currency = payout.amount.unit.code
    transfer_id = payout.transferID.map { "\($0)" }
  }
}
