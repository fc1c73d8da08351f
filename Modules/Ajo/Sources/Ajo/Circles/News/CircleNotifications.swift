import Kernel
public import Work

/// What members of circles are notified of.
public let circleNotifications =
  [
    NotificationEvent("ajo.circle.joined", "Somebody joined a circle of yours"),
    NotificationEvent("ajo.circle.left", "Somebody left a circle of yours"),
    NotificationEvent("ajo.circle.changed", "What was agreed in a circle of yours changed"),
    NotificationEvent("ajo.circle.started", "A circle of yours started"),
    NotificationEvent("ajo.circle.completed", "A circle of yours is complete"),
    NotificationEvent("ajo.circle.cancelled", "A circle of yours was cancelled"),
    NotificationEvent(
      "ajo.contribution.paid", "You paid into a circle, yourself or by your mandate",
      isCritical: true),
    NotificationEvent("ajo.contribution.late", "A contribution of yours is late"),
    NotificationEvent("ajo.contribution.covered", "A host covered a contribution"),
    NotificationEvent("ajo.contribution.forgiven", "Somebody forgave what you owe them"),
    NotificationEvent("ajo.circle.held", "What is due in a circle could not be done"),
    NotificationEvent("ajo.payout.made", "You were paid the pot of a circle"),
  ] + proposalNotifications + reminderNotifications

extension Circle {
  /// Whom news are told, and how.
  /// - Parameters:
  ///   - members: those who take part.
  ///   - refunds: what each was given back, where the circle was cancelled.
  func notifications(
    of news: CircleNews, to members: [CircleMember], refunds: [UserID: Int64] = [:]
  ) -> [(UserID, Notification)] {
    switch news {
    case .joined(let user, let name):
      let seats =
        seatsFree == 0 ? "All seats are taken: you can start." : "\(seatsFree) seats are free."
      return user == hostID
        ? [] : [(hostID, note("ajo.circle.joined", "\(name) joined \(self.name)", seats))]
    case .left(_, let name):
      return [
        (
          hostID,
          note("ajo.circle.left", "\(name) left \(self.name)", "\(seatsFree) seats are free.")
        )
      ]
    case .changed(let ended):
      return members.map(\.userID).filter { $0 != hostID || ended.contains($0) }
        .map { ($0, changed(mandateEnded: ended.contains($0))) }
    case .ordered:
      return members.filter { $0.userID != hostID }.map { ($0.userID, ordered(for: $0)) }
    case .started: return members.map { ($0.userID, started(for: $0)) }
    case .completed:
      return members.map {
        (
          $0.userID,
          note("ajo.circle.completed", "\(name) is complete", "Everybody had their turn.")
        )
      }
    case .cancelled:
      return members.map { ($0.userID, cancelled(refund: refunds[$0.userID] ?? 0)) }
    case .paid(let paid, let byMandate): return [(paid.userID, self.paid(paid, byMandate))]
    case .late(let late): return [(late.userID, self.late(late))]
    case .covered(let covered): return self.covered(covered)
    case .forgiven(let forgiven, _, let name):
      return [(forgiven.userID, self.forgiven(forgiven, by: name))]
    case .paidOut(let user, let payout, let cycle):
      return payout.amount.minorUnits == 0 ? [] : [(user, paidOut(payout, cycle))]
    }
  }

  func note(
    _ event: String, _ title: String, _ body: String, kind: Notification.Kind = .info,
    priority: Notification.Priority = .normal
  ) -> Notification {
    Notification(
      event, title: title, body: body, kind: kind, priority: priority,
      actionURL: "/circles/\(id)")
  }

  private func changed(mandateEnded: Bool) -> Notification {
    let often =
      switch terms.frequency {
      case .weekly: "a week"
      case .biweekly: "every two weeks"
      case .monthly: "a month"
      }
    let fee =
      terms.lateFee.minorUnits > 0 ? " Being late costs \(terms.lateFee.spoken) more." : ""
    let mandate = mandateEnded ? " Your mandate has ended: give it again if you agree." : ""
    return note(
      "ajo.circle.changed", "What was agreed in \(name) has changed",
      """
      \(terms.size) members pay \(amount.spoken) \(often), from \(terms.startDate.spoken) on.\(fee)\
      \(mandate)
      """, kind: mandateEnded ? .actionRequired : .info)
  }

  private func started(for member: CircleMember) -> Notification {
    note(
      "ajo.circle.started", "\(name) has started",
      """
      The first contribution of \(amount.spoken) is due on \(terms.dueDate(of: 1).spoken). \
      Your turn is number \(member.turn) of \(cycles), on \
      \(terms.dueDate(of: member.turn).spoken).
      """)
  }

  private func ordered(for member: CircleMember) -> Notification {
    note(
      "ajo.circle.changed", "The turns in \(name) have changed",
      """
      Yours is number \(member.turn) of \(terms.size), on \
      \(terms.dueDate(of: member.turn).spoken), if the circle starts as planned.
      """)
  }

  private func forgiven(_ forgiven: Contribution, by creditor: String) -> Notification {
    note(
      "ajo.contribution.forgiven", "\(creditor) forgave what you owed them in \(name)",
      forgiven.forgiven.endedAt == nil
        ? "A part of what was due on \(forgiven.dueDate.spoken) is owed to others still."
        : "Of what was due on \(forgiven.dueDate.spoken) you owe nothing any more.",
      kind: .success)
  }

  /// Tells administrators that what is due in a circle fails.
  var heldNotification: Notification {
    Notification(
      "ajo.circle.held", title: "The circle \(name) does not go on",
      body: "What is due in it could not be done. It is tried again every hour; the log says why.",
      kind: .actionRequired, priority: .high, actionURL: "/admin/ajo/circles/\(id)")
  }

  private func cancelled(refund minorUnits: Int64) -> Notification {
    let refund = Money(minorUnits: minorUnits, unit: unit)
    return note(
      "ajo.circle.cancelled", "\(name) was cancelled",
      minorUnits > 0
        ? "\(refund.spoken) came back to your wallet." : "There was nothing to give back to you.")
  }

  private func paid(_ paid: Contribution, _ byMandate: Bool) -> Notification {
    let fee = paid.fee.minorUnits > 0 ? " The late fee was \(paid.fee.spoken)." : ""
    let mandate = byMandate ? " Your mandate paid it." : ""
    return note(
      "ajo.contribution.paid",
      "You paid \(Money(minorUnits: paid.toBePaid, unit: unit).spoken) into \(name)",
      "Cycle \(paid.cycle) of \(cycles), due on \(paid.dueDate.spoken).\(fee)\(mandate)",
      kind: .success)
  }

  private func late(_ late: Contribution) -> Notification {
    let fee = terms.lateFee.minorUnits > 0 ? " The late fee is \(terms.lateFee.spoken)." : ""
    return note(
      "ajo.contribution.late", "Your contribution to \(name) is late",
      "\(late.amount.spoken) was due on \(late.dueDate.spoken).\(fee)", kind: .actionRequired,
      priority: .high)
  }

  private func covered(_ covered: Contribution) -> [(UserID, Notification)] {
    let event = "ajo.contribution.covered"
    let (amount, date) = (covered.covered.spoken, covered.dueDate.spoken)
    return [
      (
        covered.userID,
        note(
          event, "The host covered your contribution to \(name)",
          "You owe the host \(amount) for the cycle that was due on \(date).",
          kind: .actionRequired)
      ),
      (
        hostID,
        note(
          event, "Your pledge covered a contribution to \(name)",
          "\(amount) was missing from the cycle that was due on \(date). You are owed it.")
      ),
    ]
  }

  private func paidOut(_ payout: CirclePayout, _ cycle: Int) -> Notification {
    note(
      "ajo.payout.made", "You received \(payout.amount.spoken) from \(name)",
      "It was your turn: cycle \(cycle) of \(cycles). The money is in your wallet.",
      kind: .success, priority: .high)
  }
}
