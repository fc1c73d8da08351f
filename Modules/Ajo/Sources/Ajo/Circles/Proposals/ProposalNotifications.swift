import Kernel
public import Work

/// What users are notified of about proposals.
public let proposalNotifications = [
  NotificationEvent("ajo.swap.requested", "Somebody would like to swap turns with you"),
  NotificationEvent("ajo.swap.accepted", "Somebody agreed to swap turns with you"),
  NotificationEvent("ajo.swap.declined", "Somebody declined to swap turns with you"),
  NotificationEvent("ajo.replacement.requested", "A seat in a circle is to change hands"),
  NotificationEvent("ajo.replacement.accepted", "A seat in a circle of yours changed hands"),
  NotificationEvent("ajo.replacement.declined", "Somebody declined a replacement"),
  NotificationEvent("ajo.removal.requested", "A circle of yours votes on a member"),
  NotificationEvent("ajo.removal.accepted", "A member of a circle of yours was removed"),
  NotificationEvent("ajo.removal.declined", "A vote on a removal failed"),
  NotificationEvent("ajo.swap.lapsed", "A swap came to nothing"),
  NotificationEvent("ajo.replacement.lapsed", "A replacement came to nothing"),
  NotificationEvent("ajo.removal.lapsed", "A vote on a removal came to nothing"),
  NotificationEvent("ajo.circle.host_changed", "A circle of yours has another host"),
]

/// How people are called in front of each other.
struct ProposalNames: Sendable {
  private let names: [UserID: String]

  init(_ names: [UserID: String]) {
    self.names = names
  }

  subscript(_ user: UserID) -> String { names[user] ?? "Somebody" }
}

extension Circle {
  /// Tells a member that another would like to swap.
  func notifications(
    ofRequested swap: CircleProposal.Swap, _ proposal: CircleProposal, _ names: ProposalNames
  ) -> [(UserID, Notification)] {
    [
      (
        swap.withUserID,
        note(
          "ajo.swap.requested", "\(names[proposal.proposerID]) would like to swap turns with you",
          """
          In \(name) you would get the pot on \(terms.dueDate(of: swap.turn).spoken) \
          instead of \(terms.dueDate(of: swap.withTurn).spoken).
          """, kind: .actionRequired)
      )
    ]
  }

  /// Tells the proposer of a swap that it was done.
  /// - Parameter turn: the turn that is theirs now.
  func notifications(
    ofSwapped proposal: CircleProposal, turn: Int, _ names: ProposalNames
  ) -> [(UserID, Notification)] {
    let other = proposal.asked.first.map { names[$0] } ?? "Somebody"
    return [
      (
        proposal.proposerID,
        note(
          "ajo.swap.accepted", "\(other) swapped turns with you",
          "Your turn in \(name) is now number \(turn), on \(terms.dueDate(of: turn).spoken).",
          kind: .success)
      )
    ]
  }

  /// Tells whoever proposed something that it was declined.
  func notifications(
    ofDeclined proposal: CircleProposal, by user: UserID, _ names: ProposalNames
  ) -> [(UserID, Notification)] {
    let isSwap = proposal.subject.kind == .swap
    return [
      (
        proposal.proposerID,
        note(
          isSwap ? "ajo.swap.declined" : "ajo.replacement.declined",
          isSwap
            ? "\(names[user]) would rather not swap turns"
            : "\(names[user]) declined the replacement",
          "Everything in \(name) stays as it is.")
      )
    ]
  }

  /// Asks a member to give their seat up, and somebody else to take it over.
  func notifications(
    ofRequested replacement: CircleProposal.Replacement, _ proposal: CircleProposal,
    _ names: ProposalNames
  ) -> [(UserID, Notification)] {
    let host = names[proposal.proposerID]
    let date = terms.dueDate(of: replacement.turn).spoken
    return [
      (
        replacement.memberID,
        note(
          "ajo.replacement.requested",
          "\(names[replacement.byUserID]) could take over your seat in \(name)",
          """
          \(host) asks whether you agree. What is still to be paid, what you paid ahead and your \
          turn on \(date) would go over.
          """, kind: .actionRequired)
      ),
      (
        replacement.byUserID,
        note(
          "ajo.replacement.requested", "\(host) offers you a seat in \(name)",
          """
          You would take over from \(names[replacement.memberID]): \(amount.spoken) a cycle until \
          the end, and the pot on \(date).
          """, kind: .actionRequired)
      ),
    ]
  }

  /// Tells all who take part that a seat went over, and whoever gave it up.
  func notifications(
    ofReplaced replacement: CircleProposal.Replacement, _ members: [CircleMember],
    _ names: ProposalNames
  ) -> [(UserID, Notification)] {
    let title =
      "\(names[replacement.byUserID]) takes over from \(names[replacement.memberID]) in \(name)"
    let date = terms.dueDate(of: replacement.turn).spoken
    return (members.map(\.userID) + [replacement.memberID]).map { user in
      (
        user,
        note(
          "ajo.replacement.accepted", title,
          user == replacement.byUserID
            ? "Your turn is number \(replacement.turn), on \(date)."
            : "Turn number \(replacement.turn), on \(date), goes with the seat.", kind: .success)
      )
    }
  }

  /// Asks the others to vote on a member, and tells the member.
  func notifications(
    ofRequestedRemoval proposal: CircleProposal, of member: UserID, _ members: [CircleMember],
    _ names: ProposalNames
  ) -> [(UserID, Notification)] {
    members.map(\.userID).filter { $0 != proposal.proposerID }.map { user in
      user == member
        ? (
          user,
          note(
            "ajo.removal.requested", "The others vote on your seat in \(name)",
            "Pay what is late within seven days and you stay.", kind: .actionRequired,
            priority: .high)
        )
        : (
          user,
          note(
            "ajo.removal.requested", "Should \(names[member]) leave \(name)?",
            "They have not paid. Vote within seven days; more than half of you decide.",
            kind: .actionRequired)
        )
    }
  }

  /// Tells the host that the others did not want a removal.
  func notifications(ofFailedRemoval proposal: CircleProposal) -> [(UserID, Notification)] {
    [
      (
        proposal.proposerID,
        note(
          "ajo.removal.declined", "The vote in \(name) did not pass",
          "Not more than half of the others voted for the removal. Everything stays as it is.")
      )
    ]
  }

  /// Tells the member who was removed, and those who go on.
  /// - Parameter refunds: what each was given back, in minor units.
  func notifications(
    ofRemoved member: UserID, _ refunds: [UserID: Int64], _ others: [CircleMember],
    movedUp: Bool, _ names: ProposalNames
  ) -> [(UserID, Notification)] {
    let event = "ajo.removal.accepted"
    func refund(_ user: UserID) -> String {
      guard let minorUnits = refunds[user], minorUnits > 0 else { return "" }
      return " \(Money(minorUnits: minorUnits, unit: unit).spoken) that was paid ahead came back."
    }
    let told = [
      (
        member,
        note(
          event, "You are no longer in \(name)",
          "The others voted for it.\(refund(member)) What you owed was taken from it.",
          priority: .high)
      )
    ]
    return told
      + others.map { other in
        let turn =
          movedUp && state == .active && other.turn >= (currentCycle ?? 1)
          ? " Your turn is number \(other.turn), on \(terms.dueDate(of: other.turn).spoken)." : ""
        return (
          other.userID,
          note(
            event, "\(names[member]) is no longer in \(name)",
            "The circle has \(cycles) cycles.\(turn)\(refund(other.userID))")
        )
      }
  }

  /// Tells the new host, and the one before.
  func notifications(
    ofHandoverBy former: UserID, _ names: ProposalNames
  ) -> [(UserID, Notification)] {
    [
      (
        hostID,
        note(
          "ajo.circle.host_changed", "You are the host of \(name) now",
          "\(names[former]) handed the circle over to you.")
      ),
      (
        former,
        note(
          "ajo.circle.host_changed", "\(names[hostID]) is the host of \(name) now",
          "You take part as before.")
      ),
    ]
  }
}
