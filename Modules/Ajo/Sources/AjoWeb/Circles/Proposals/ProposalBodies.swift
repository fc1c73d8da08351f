import Ajo
import Kernel
import Router

/// A swap on the wire.
struct SwapBody: ResponseBody {
  let proposal: CircleProposal

  init(_ proposal: CircleProposal) {
    self.proposal = proposal
  }

  static let shape = Shape<SwapBody>(
    "CircleSwap",
    .id("id") { $0.proposal.id },
    .id("circle_id") { $0.proposal.circleID },
    .enumeration("status") { $0.proposal.state },
    .id("user_id") { $0.proposal.proposerID },
    .optionalInteger("payout_order") { $0.proposal.ownTurn },
    .id("with_user_id") { $0.proposal.memberID },
    .integer("with_payout_order") { $0.proposal.turn },
    .instant("created_at") { $0.proposal.createdAt },
    .optionalInstant("ended_at") { $0.proposal.endedAt })
}

/// A replacement on the wire.
struct ReplacementBody: ResponseBody {
  let proposal: CircleProposal

  init(_ proposal: CircleProposal) {
    self.proposal = proposal
  }

  private var isAgreedByNewcomer: Bool {
    proposal.newcomerID.map { proposal.isAgreed(by: $0) } ?? false
  }

  static let shape = Shape<ReplacementBody>(
    "CircleReplacement",
    .id("id") { $0.proposal.id },
    .id("circle_id") { $0.proposal.circleID },
    .enumeration("status") { $0.proposal.state },
    .id("host_id") { $0.proposal.proposerID },
    .id("member_id") { $0.proposal.memberID },
    .bool("member_accepted") { $0.proposal.isAgreed(by: $0.proposal.memberID) },
    .optionalID("by_user_id") { $0.proposal.newcomerID },
    .bool("by_user_accepted") { $0.isAgreedByNewcomer },
    .integer("payout_order") { $0.proposal.turn },
    .instant("created_at") { $0.proposal.createdAt },
    .optionalInstant("ended_at") { $0.proposal.endedAt })
}

/// A removal on the wire, with how its vote stands.
struct RemovalBody: ResponseBody {
  let proposal: CircleProposal

  init(_ proposal: CircleProposal) {
    self.proposal = proposal
  }

  private func votes(for approves: Bool) -> Int {
    proposal.answers.count { $0.approves == approves }
  }

  static let shape = Shape<RemovalBody>(
    "CircleRemoval",
    .id("id") { $0.proposal.id },
    .id("circle_id") { $0.proposal.circleID },
    .enumeration("status") { $0.proposal.state },
    .id("host_id") { $0.proposal.proposerID },
    .id("member_id") { $0.proposal.memberID },
    .integer("votes_for") { $0.votes(for: true) },
    .integer("votes_against") { $0.votes(for: false) },
    .optionalInstant("ends_at") { $0.proposal.endsAt },
    .instant("created_at") { $0.proposal.createdAt },
    .optionalInstant("ended_at") { $0.proposal.endedAt })
}
