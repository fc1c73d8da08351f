import Ajo
import Kernel
import KernelTesting
import Ports
import Storage
import Work
import WorkTesting

// What is done in circles, in the words of the services.
extension World {
  func take(_ act: CircleAct, _ step: Int) async throws {
    switch act {
    case .found(let host, let deal):
      _ = try await circles.create(
        terms(deal), by: users[host], once: .describing(under: key(step, of: users[host])))
    case .join(let number, let user):
      let code: String? =
        try await database.first(
          "SELECT invite_code FROM ajo_circles ORDER BY id LIMIT 1 OFFSET \(number)"
        ) { try $0.get(0, as: String?.self) } ?? nil
      _ = try await circles.join(
        code ?? "", by: users[user], once: .describing(under: key(step, of: users[user])))
    case .leave(let number, let user):
      try await circles.leave(
        circle(number), by: users[user], once: .describing(under: key(step, of: users[user])))
    case .order(let number, let host, let order):
      _ = try await circles.setOrder(
        order.map { users[$0] }, of: circle(number), by: users[host])
    case .start(let number, let host, let pin):
      _ = try await circles.start(
        circle(number), by: users[host], pinToken: token(pin, host, .contribute, step),
        once: .describing(under: key(step, of: users[host])))
    case .cancel(let number, let host):
      _ = try await circles.cancel(
        circle(number), by: users[host], once: .describing(under: key(step, of: users[host])))
    case .cancelAsAdministrator(let number):
      _ = try await circles.cancel(circle(number), by: actor, reason: "a test")
    case .handOver(let number, let host, let user):
      _ = try await circles.handOver(
        circle(number), to: users[user], by: users[host],
        once: .describing(under: key(step, of: users[host])))
    case .changeHost(let number, let user):
      _ = try await circles.changeHost(
        of: circle(number), to: users[user], by: actor, reason: "a test")
    case .mandate(let number, let user, let isOn, let pin):
      _ = try await circles.setMandate(
        isOn, in: circle(number), by: users[user], pinToken: token(pin, user, .contribute, step))
    case .offerPledge(let number, let user, let isOn, let pin):
      _ = try await circles.offerPledge(
        isOn, in: circle(number), by: users[user], pinToken: token(pin, user, .contribute, step))
    case .contribute(let number, let user, let cycle, let pin):
      _ = try await contributions.contribute(
        .init(circleID: circle(number), cycle: cycle, member: users[user]),
        pinToken: token(pin, user, .contribute, step),
        once: .describing(under: key(step, of: users[user])))
    case .forgive(let number, let user, let cycle, let creditor):
      let circle = try await circle(number)
      _ = try await circles.forgive(
        contribution(cycle, of: users[user], in: circle), in: circle,
        by: Actor(userID: users[creditor]),
        once: .describing(under: key(step, of: users[creditor])))
    }
  }

  /// A contribution; one that is not there has an id of none.
  private func contribution(
    _ cycle: Int, of user: UserID, in circle: Circle.ID
  ) async throws -> Contribution.ID {
    try await database.first(
      """
      SELECT id FROM ajo_contributions
      WHERE circle_id = \(circle) AND cycle_number = \(cycle) AND user_id = \(user)
      """
    ) { try $0.get(0, as: Contribution.ID.self) } ?? Contribution.ID(rawValue: 0)
  }

  private func circle(_ number: Int) async throws -> Circle.ID {
    try await nth(number, of: "ajo_circles")
  }

  private func terms(_ deal: Deal) throws -> CircleTerms {
    guard let frequency = CircleTerms.Frequency(rawValue: deal.frequency.rawValue),
      let order = CircleTerms.TurnOrder(rawValue: deal.order.rawValue),
      let policy = CircleTerms.DefaultPolicy(rawValue: deal.policy.rawValue),
      let fees = CircleTerms.FeePolicy(rawValue: deal.fees.rawValue)
    else { throw UnknownWord(deal: deal) }
    return CircleTerms(
      name: "Simulated", amount: naira(deal.amount), frequency: frequency, startDate: deal.start,
      timeZone: deal.zone.rawValue, size: deal.size, turnOrder: order, defaultPolicy: policy,
      feePolicy: fees, lateFee: naira(deal.lateFee), graceDays: deal.grace)
  }

  /// A deal has a word that circles do not know.
  struct UnknownWord: Error {
    let deal: Deal
  }

  func take(_ act: ProposalAct, _ step: Int) async throws {
    switch act {
    case .swap(let number, let user, let other):
      _ = try await proposals.proposeSwap(
        with: users[other], in: circle(number), by: users[user],
        once: .describing(under: key(step, of: users[user])))
    case .replace(let number, let host, let member, let newcomer):
      _ = try await proposals.proposeReplacement(
        of: users[member], by: users[newcomer], in: circle(number), asHost: users[host],
        once: .describing(under: key(step, of: users[host])))
    case .remove(let number, let host, let member):
      _ = try await proposals.proposeRemoval(
        of: users[member], in: circle(number), asHost: users[host],
        once: .describing(under: key(step, of: users[host])))
    case .answer(let number, let user, let isYes):
      try await answer(number, isYes, by: users[user], step)
    case .withdraw(let number, let user):
      let (id, kind, circle) = try await proposal(number)
      try await proposals.withdraw(id, kind, in: circle, by: users[user])
    }
  }

  private func answer(_ number: Int, _ isYes: Bool, by user: UserID, _ step: Int) async throws {
    let (id, kind, circle) = try await proposal(number)
    let once = Once<CircleProposal>.describing(under: key(step, of: user))
    switch kind {
    case .removal:
      _ = try await proposals.vote(isYes, on: id, in: circle, by: user, once: once)
    case .swap where isYes:
      _ = try await proposals.acceptSwap(id, in: circle, by: user, once: once)
    case .replacement where isYes:
      _ = try await proposals.acceptReplacement(id, in: circle, by: user, once: once)
    case .swap, .replacement:
      _ = try await proposals.decline(id, kind, in: circle, by: user, once: once)
    }
  }

  private func proposal(
    _ number: Int
  ) async throws -> (CircleProposal.ID, CircleProposal.Kind, Circle.ID) {
    let found = try await database.first(
      "SELECT id, kind, circle_id FROM ajo_proposals ORDER BY id LIMIT 1 OFFSET \(number)"
    ) {
      (
        try $0.get(0, as: CircleProposal.ID.self),
        CircleProposal.Kind(rawValue: try $0.get(1, as: String.self)),
        try $0.get(2, as: Circle.ID.self)
      )
    }
    guard let (id, kind, circle) = found, let kind else { throw NoSuchRow(number: number) }
    return (id, kind, circle)
  }
}
