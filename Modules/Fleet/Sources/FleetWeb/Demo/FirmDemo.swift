import ContextKit
import Fleet
import Kernel
import Ports
import Work

/// The companies of a demo, their members and their drivers.
struct FirmDemo {
  let plan: FuelPlan
  let crew: FuelCrew
  let past: DemoPast

  /// Makes whatever is not there yet.
  func perform(on stage: inout DemoStage) async throws {
    past.go(to: 0)
    var count = DemoCount(
      "companies", title: "companies", refusal: "companies could not be made for their owners")
    for firm in plan.suppliers + plan.consumers { try await make(firm, &count) }
    stage.add(count)
    for member in crew.members {
      do {
        _ = try await past.members.enrol(
          member.user, in: member.firm.id, as: member.role, by: .operatorConsole)
      } catch AccessRefusal.notFound {
        continue
      }
    }
    var drivers = DemoCount("drivers", title: "drivers", refusal: "drivers could not be made")
    for seat in plan.seats { try await make(seat, &drivers) }
    stage.add(drivers)
  }

  private func make(_ firm: FuelPlan.Firm, _ count: inout DemoCount) async throws {
    guard try await past.store.companies([firm.id]).isEmpty else {
      count.found += 1
      return
    }
    do {
      _ = try await past.companies.create(
        CompanyRequest(
          id: firm.id, type: firm.type, name: firm.name, address: firm.address,
          phoneNumber: "+213 21 00 00 0\(firm.owner)", taxID: "00011600\(firm.owner)",
          timeZone: firm.timeZone), by: crew.owner(of: firm))
      count.made += 1
    } catch is CompanyRefusal {
      // Somebody of the cast has a company already, or deleted this one.
      count.refused = (count.refused ?? 0) + 1
    }
  }

  private func make(_ seat: FuelPlan.Seat, _ count: inout DemoCount) async throws {
    guard try await past.store.driver(seat.id) == nil else {
      count.found += 1
      return
    }
    do {
      var user: DirectoryUser?
      if let place = seat.user { user = try await past.users.user(crew.cast[place]) }
      let made = try await past.drivers.create(
        try request(for: seat, user), by: crew.owner(of: plan.consumers[seat.firm]))
      count.made += 1
      if let user, let code = made.code?.code { try await accept(code, by: user) }
    } catch is AccessRefusal {
      count.refused = (count.refused ?? 0) + 1
    } catch is DriverRefusal {
      count.refused = (count.refused ?? 0) + 1
    }
  }

  /// Whoever has signed up is called what they are called.
  private func request(
    for seat: FuelPlan.Seat, _ user: DirectoryUser?
  ) throws -> DriverRequest {
    let name = seat.name.lowercased().split(separator: " ").joined(separator: ".")
    return DriverRequest(
      id: seat.id, companyID: plan.consumers[seat.firm].id,
      details: DriverDetails(
        name: user?.name ?? seat.name, email: try user?.email ?? EmailAddress(demo: name),
        licenseNumber: "DZ-\(seat.vehicle)", vehicleNumber: seat.vehicle, truckModel: "Renault T"),
      monthlyLimit: .liters(.liters(hundredths: 300_000)),
      limits: seat.id == plan.limited.id
        ? DriverLimits(
          perTransaction: .liters(hundredths: 8_000), products: [.diesel], action: .alert)
        : nil)
  }

  private func accept(_ code: InvitationCode, by user: DirectoryUser) async throws {
    let now = past.time
    do {
      _ = try await past.store.atomically(.unkeyed) { transaction in
        try transaction.work.requirePresent([user.id])
        let driver = try DriverAccepting().accept(
          code, by: InvitedUser(id: user.id, email: user.email), waiting: nil, at: now,
          in: transaction)
        try transaction.mirrorGrants(of: [user.id])
        return driver
      }
    } catch is InvitationRefusal {
      // They drive for another company: the driver stays without a user.
      return
    }
  }
}

/// A name of the demo makes no e-mail address: a fault of the plan.
private struct BadDemoName: Error {
  let name: String
}

extension EmailAddress {
  fileprivate init(demo name: String) throws {
    guard let address = EmailAddress("\(name)@example.com") else {
      throw BadDemoName(name: name)
    }
    self = address
  }
}
