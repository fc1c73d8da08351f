public import Events
import Kernel
import Work

/// The events of proposals, for the catalogue. Their types and the members of their data never
/// change.
public let proposalEvents = [
  EventDeclaration("ajo.swap.requested", "A member asked another to swap turns. \(proposalData)"),
  EventDeclaration("ajo.swap.accepted", "Two members swapped turns. \(proposalData)"),
  EventDeclaration("ajo.swap.declined", "A member declined to swap turns. \(proposalData)"),
  EventDeclaration("ajo.swap.withdrawn", "A member took a swap back. \(proposalData)"),
  EventDeclaration(
    "ajo.swap.lapsed", "A swap came to nothing: something overtook it. \(proposalData)"),
  EventDeclaration(
    "ajo.replacement.requested", "The host asked for a member to be replaced. \(proposalData)"),
  EventDeclaration("ajo.replacement.accepted", "A seat went over. \(proposalData)"),
  EventDeclaration("ajo.replacement.declined", "A replacement was declined. \(proposalData)"),
  EventDeclaration(
    "ajo.replacement.withdrawn", "The host took a replacement back. \(proposalData)"),
  EventDeclaration(
    "ajo.replacement.lapsed",
    "A replacement came to nothing: something overtook it. \(proposalData)"),
  EventDeclaration(
    "ajo.removal.requested", "The host asked the others to vote on a removal. \(proposalData)"),
  EventDeclaration("ajo.removal.accepted", "A member was removed. \(proposalData)"),
  EventDeclaration("ajo.removal.declined", "The others voted against a removal. \(proposalData)"),
  EventDeclaration("ajo.removal.withdrawn", "The host took a removal back. \(proposalData)"),
  EventDeclaration(
    "ajo.removal.lapsed",
    """
    A removal came to nothing: time was up, the member paid, or the circle ended. \(proposalData)
    """),
  EventDeclaration(
    "ajo.circle.host_changed",
    "A circle has another host. The data has circle_id, host_id and former_host_id."),
]

private let proposalData =
  "The data has circle_id, id, proposer_id, member_id, by_user_id and status."

extension Circle {
  /// The event of a proposal that was made or ended.
  func event(of proposal: CircleProposal) -> Event {
    let what = proposal.state == .open ? "requested" : proposal.state.rawValue
    return Event(
      "ajo.\(proposal.subject.kind.rawValue).\(what)", of: aggregate, topics: [topic],
      data: ProposalNews(proposal))
  }

  /// The event of a handover.
  func event(ofHandoverBy former: UserID) -> Event {
    Event(
      "ajo.circle.host_changed", of: aggregate, topics: [topic],
      data: HandoverNews(
        circle_id: "\(id)", host_id: "\(hostID)", former_host_id: "\(former)"))
  }
}

/// What an event tells of a proposal.
private struct ProposalNews: Encodable, Sendable {
  let circle_id: String
  let id: String
  let proposer_id: String
  let member_id: String
  let by_user_id: String?
  let status: String

  init(_ proposal: CircleProposal) {
    circle_id = "\(proposal.circleID)"
    id = "\(proposal.id)"
    proposer_id = "\(proposal.proposerID)"
    status = proposal.state.rawValue
    member_id = "\(proposal.memberID)"
    by_user_id = proposal.newcomerID.map { "\($0)" }
  }
}

/// What an event tells of a handover.
private struct HandoverNews: Encodable, Sendable {
  let circle_id: String
  let host_id: String
  let former_host_id: String
}
