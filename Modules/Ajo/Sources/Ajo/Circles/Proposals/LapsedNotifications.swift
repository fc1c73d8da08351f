import Kernel
import Work

extension Circle {
  /// Tells whoever proposed something, and those who were asked, that something overtook it.
  func notifications(ofLapsed proposal: CircleProposal) -> [(UserID, Notification)] {
    let what =
      switch proposal.subject.kind {
      case .swap: "The swap"
      case .replacement: "The replacement"
      case .removal: "The vote on a removal"
      }
    let why =
      state == .completed || state == .cancelled
      ? "The circle has ended." : "It was overtaken by what happened in the circle."
    return ([proposal.proposerID] + proposal.asked).map { user in
      (
        user,
        note(
          "ajo.\(proposal.subject.kind.rawValue).lapsed", "\(what) in \(name) came to nothing",
          "\(why) Nobody needs to answer any more.")
      )
    }
  }
}
