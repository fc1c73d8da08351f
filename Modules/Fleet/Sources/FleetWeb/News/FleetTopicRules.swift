import ContextKit
import Events
import Fleet
import Kernel

/// Who may follow what of Fleet: whoever may read it. A company's topic tells of all its records.
func fleetTopics(_ store: any FleetStore) -> [TopicRule] {
  [
    TopicRule("fleet.company") { id, caller in
      guard let id = Company.ID(id), let company = try await store.companies([id]).first else {
        return false
      }
      let standing = try await store.standing(of: FleetCaller(caller))
      return standing.allows(
        .readRecords, as: standing.relations(to: company.id, of: company.type))
    },
    TopicRule("fleet.transaction") { id, caller in
      guard let id = FuelTransaction.ID(id), let sale = try await store.transaction(id) else {
        return false
      }
      let standing = try await store.standing(of: FleetCaller(caller))
      return standing.allows(
        .readTransaction,
        as: standing.relations(
          toBetween: sale.supplierID, and: sale.consumerID, about: sale.driverID))
    },
  ]
}

/// What callers follow on `/ws/transactions`: their companies, and what concerns themselves.
func usualFleetTopics(_ store: any FleetStore) -> UsualTopics {
  UsualTopics(on: .transactions) { caller in
    let standing = try await store.standing(of: FleetCaller(caller))
    // A socket has a hundred topics.
    return [TopicName.user(caller.userID)]
      + standing.memberships.prefix(99).map { FleetTopics.company($0.companyID) }
  }
}

extension Standing {
  fileprivate func allows(_ act: FleetAct, as relations: [Relation]) -> Bool {
    AccessTable.verdict(on: act, for: relations) == .allowed
  }
}
